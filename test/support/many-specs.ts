import { specText } from './spec-tree.ts';

const STATUSES = ['draft', 'in-progress', 'review', 'done'];
const PRIORITIES = ['critical', 'high', 'medium', 'low'];

/** The files of 5,000 specs: 50 epics of 11 features of 8 tasks each. */
export function manySpecs(): Record<string, string> {
  const files: Record<string, string> = {};
  let count = 0;
  const add = (...levels: readonly string[]) => {
    files[`${levels.join('/')}/spec.md`] = manySpecText(levels.join('-'), STATUSES[count % STATUSES.length]!);
    count += 1;
  };
  for (const epic of numbered('E', 50)) {
    add(epic);
    for (const feature of numbered('F', 11)) {
      add(epic, feature);
      for (const task of numbered('T', 8)) add(epic, feature, task);
    }
  }
  return files;
}

/** One of them, as it is with a status. */
export function manySpecText(id: string, status: string): string {
  const at = id.length + Number(id.slice(-1));
  const priority = PRIORITIES[at % PRIORITIES.length]!;
  return specText(
    { title: `What ${id} is about`, status, priority, tags: `[team-${at % 6}]` },
    '- [x] one\n- [ ] two',
  );
}

function numbered(letter: string, count: number): string[] {
  return Array.from({ length: count }, (_, at) => letter + String(at + 1).padStart(2, '0'));
}
