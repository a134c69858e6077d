import { eftFormat } from '../format/eft.ts';
import { readFolder } from '../source/read-folder.ts';
import { SpecIndex } from '../spec/spec-index.ts';
import { compareProblems } from '../spec/compare-problems.ts';
import { folderError } from './folder-error.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';

/**
 * Lists the problems of a folder as a linter does: `path:line  CODE  message`, then a summary.
 * @returns a fault where there are problems
 * @throws {UsageError} for a folder that is none
 */
export async function check(folder: string, { json }: { readonly json: boolean }, io: Io): Promise<ExitCode> {
  const index = new SpecIndex();
  try {
    index.apply(await readFolder({ folder, format: eftFormat }));
  } catch (error) {
    throw folderError(error);
  }
  const specs = [...index.specs.values()];
  const problems = [...index.looseProblems, ...specs.flatMap((spec) => spec.problems)].sort(compareProblems);
  const types = countTypes(specs.map(({ type }) => type));
  if (json) {
    const shown = problems.map(({ code, message, path, line }) => ({ code, message, path, line }));
    const report = { specs: specs.length, types: Object.fromEntries(types), problems: shown };
    io.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  } else {
    for (const { path, line, code, message } of problems) {
      io.stdout.write(`${path}${line === null ? '' : `:${line}`}  ${code}  ${message}\n`);
    }
    const kinds = types.map(([type, count]) => counted(count, type)).join(', ');
    const files = new Set(problems.map(({ path }) => path)).size;
    const found =
      problems.length === 0
        ? 'no problems'
        : `${counted(problems.length, 'problem')} in ${counted(files, 'file')}`;
    io.stdout.write(
      `${problems.length > 0 ? '\n' : ''}${counted(specs.length, 'spec')}${kinds ? ` (${kinds})` : ''}, ${found}\n`,
    );
  }
  return problems.length === 0 ? EXIT.ok : EXIT.fault;
}

const USUAL_TYPES = ['epic', 'feature', 'task', 'subtask'];

/** The usual types from the root down, then the others by name. */
function countTypes(types: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const type of types) counts.set(type, (counts.get(type) ?? 0) + 1);
  const rank = (type: string) =>
    USUAL_TYPES.includes(type) ? USUAL_TYPES.indexOf(type) : USUAL_TYPES.length;
  return [...counts].sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
