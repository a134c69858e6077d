import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs git in one repository. */
export type Git = (...args: readonly string[]) => Promise<unknown>;

/** Makes a folder a repository whose first commit, on branch main, holds what is in it. */
export async function initRepository(folder: string): Promise<Git> {
  const git: Git = (...args) =>
    run('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', ...args], { cwd: folder });
  await git('init', '-q', '-b', 'main');
  await git('add', '.');
  await git('commit', '-qm', 'First');
  return git;
}
