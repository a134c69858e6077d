import { ownText } from './own-text.ts';
import type { Metadata, MetadataValue } from './spec.ts';

const ALIASES: Readonly<Record<string, readonly string[]>> = {
  id: ['id', 'spec-id'],
  title: ['title', 'name'],
  type: ['type', 'spec-type', 'kind'],
  status: ['status', 'state'],
  priority: ['priority'],
  parent: ['parent', 'parent-id', 'parent-spec'],
  children: ['children'],
  dependencies: ['dependencies', 'dependency', 'depends-on', 'dependson', 'requires'],
  tags: ['tags', 'labels'],
  created: ['created', 'created-at', 'created-on', 'creation-date', 'date-created'],
  updated: ['updated', 'updated-at', 'updated-on', 'last-updated', 'last-modified'],
};

const NAMES = new Map(
  Object.entries(ALIASES).flatMap(([name, keys]) => keys.map((key) => [key, name] as const)),
);

/** Files of one folder have the same few keys, and each is asked for whenever a file is read or compared. */
const recent = new Map<string, string>();
const MAX_RECENT = 1000;
const MAX_RECENT_CHARS = 100;

/**
 * The name under which a metadata key is spoken of: the known field that it stands for (`Spec ID` → `id`,
 * `Depends On` → `dependencies`), else the key as written.
 */
export function fieldNameOf(key: string): string {
  const known = recent.get(key);
  if (known !== undefined) return known;
  const name = NAMES.get(normaliseWord(key)) ?? ownText(key);
  if (key.length > MAX_RECENT_CHARS) return name;
  if (recent.size >= MAX_RECENT) recent.clear();
  recent.set(ownText(key), name);
  return name;
}

/** Metadata by field name, see {@link fieldNameOf}; of two keys for one field the first counts. */
export function fieldsOf(metadata: Metadata): Map<string, MetadataValue> {
  const fields = new Map<string, MetadataValue>();
  for (const [key, value] of Object.entries(metadata)) {
    const name = fieldNameOf(key);
    if (!fields.has(name)) fields.set(name, value);
  }
  return fields;
}

/** Lower case and hyphenated: `In Progress` and `in_progress` → `in-progress`. */
export function normaliseWord(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '-');
}
