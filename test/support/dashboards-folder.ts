import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the tests of one run keep the dashboard that they build. */
    dashboardsFolder: string;
  }
}

/** Makes the folder before the tests, and removes it after them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'specwire-dashboards-'));
  project.provide('dashboardsFolder', folder);
  // Whoever watches has changed something since.
  project.onTestsRerun(() => rm(join(folder, 'built'), { recursive: true, force: true }));
  return () => rm(folder, { recursive: true, force: true });
}
