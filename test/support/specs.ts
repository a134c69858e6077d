import type { ParsedSpec } from '../../src/spec/parsed-file.ts';
import type { Spec } from '../../src/spec/spec.ts';
import { parentIdOf } from '../../src/spec/spec-id.ts';

/** A spec whose metadata says what its fields say, and whose revision is its content. */
export function aSpec(fields: Partial<Spec> = {}): Spec {
  const { id = 'E1', title = `About ${id}`, status = null, priority = null, tags = [] } = fields;
  const content = {
    id,
    title,
    type: 'task',
    status,
    priority,
    parentId: parentIdOf(id),
    dependencyIds: [],
    tags,
    created: null,
    updated: null,
    path: `${id}.spec.md`,
    metadata: {
      title,
      ...(status === null ? {} : { status }),
      ...(priority === null ? {} : { priority }),
      ...(tags.length === 0 ? {} : { tags }),
      ...(fields.type === undefined ? {} : { type: fields.type }),
    },
    body: 'What it is about.',
    checklist: { total: 0, done: 0 },
    modifiedAtMs: 0,
    problems: [],
    ...fields,
  };
  const { path: _path, problems: _problems, modifiedAtMs: _modifiedAtMs, ...bytes } = content;
  return { revision: JSON.stringify(bytes), ...content };
}

/** A spec as its file gives it. */
export function aParsedSpec(fields: Partial<Spec> = {}, parsed: Partial<ParsedSpec> = {}): ParsedSpec {
  return { spec: aSpec(fields), claim: 'path', declaredChildren: [], lines: new Map(), ...parsed };
}
