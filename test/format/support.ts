import { eftFormat } from '../../src/format/eft.ts';
import type { ParsedSpec } from '../../src/spec/parsed-file.ts';

const encoder = new TextEncoder();

/** A file of the format, as it was read. */
export function fileOf(content: string | Uint8Array, path = 'E01/F02/spec.md') {
  const bytes = typeof content === 'string' ? encoder.encode(content) : content;
  return { path, bytes, revision: 'r1', modifiedAtMs: 0 };
}

/** The one spec in a text; throws where the file is faulty. */
export function parsed(text: string, path?: string): ParsedSpec {
  const reading = eftFormat.parse(fileOf(text, path));
  if (reading.kind === 'faulty') throw new Error(`faulty: ${JSON.stringify(reading.problems)}`);
  return reading.specs[0]!;
}

/** The spec's problems in short: `CODE:line`. */
export function problemsOf(text: string, path?: string): string[] {
  return parsed(text, path).spec.problems.map(({ code, line }) => `${code}:${line}`);
}

/** Joins lines, which is how the tests write files down. */
export function text(...lines: string[]): string {
  return `${lines.join('\n')}\n`;
}
