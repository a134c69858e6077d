import { fieldNameOf, fieldsOf } from '../spec/field-name.ts';
import type { MetadataValue, ProblemCode, SpecPriority, SpecProblem } from '../spec/spec.ts';
import { dayOf, listOf, MAX_LIST_ITEMS, PRIORITY_NAMES, priorityOf, saysNothing, textOf } from './fields.ts';
import type { MetadataBlock } from './metadata/carrier.ts';

/** Reads the known fields of a block of metadata, and gathers what is wrong with them. */
export class FieldReader {
  readonly problems: SpecProblem[] = [];
  readonly lines: ReadonlyMap<string, number>;
  readonly fields: ReadonlyMap<string, MetadataValue>;
  readonly #path: string;

  constructor(path: string, block: MetadataBlock) {
    this.#path = path;
    this.fields = fieldsOf(block.metadata);
    this.lines = linesByField(block);
    for (const { code, message, line } of block.faults) this.report(code, message, line + 1);
  }

  report(code: ProblemCode, message: string, line: number | null = null): void {
    this.problems.push({ code, message, path: this.#path, line });
  }

  reportField(code: ProblemCode, message: string, field: string): void {
    this.report(code, message, this.lines.get(field));
  }

  text(field: string): string | null {
    const text = textOf(this.fields.get(field));
    if (text === undefined) this.#reportInvalid(field, 'one text', 'a list or a block');
    return text ?? null;
  }

  list(field: string): string[] {
    const value = this.fields.get(field) ?? null;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      this.#reportInvalid(field, 'a list', 'a block');
    }
    const items = listOf(value);
    if (items.length >= MAX_LIST_ITEMS) {
      this.#reportInvalid(field, `fewer than ${MAX_LIST_ITEMS} entries`, 'as many or more');
    }
    return items;
  }

  priority(): SpecPriority | null {
    return this.#typed('priority', priorityOf, `one of ${PRIORITY_NAMES}`);
  }

  day(field: 'created' | 'updated'): string | null {
    return this.#typed(field, dayOf, 'a day as YYYY-MM-DD');
  }

  #typed<T>(field: string, read: (text: string) => T | null, expected: string): T | null {
    const text = this.text(field);
    if (text === null || saysNothing(text)) return null;
    const value = read(text);
    if (value === null) this.#reportInvalid(field, expected, quoted(text));
    return value;
  }

  #reportInvalid(field: string, expected: string, got: string): void {
    this.reportField('INVALID_VALUE', `${field}: expected ${expected}, got ${got}.`, field);
  }
}

/** The lines of the file, from 1, on which the fields stand. */
export function linesByField({ lines }: MetadataBlock): Map<string, number> {
  const byField = new Map<string, number>();
  for (const [key, line] of lines) {
    const field = fieldNameOf(key);
    if (!byField.has(field)) byField.set(field, line + 1);
  }
  return byField;
}

/** As JSON has it, and short enough to read. */
function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
