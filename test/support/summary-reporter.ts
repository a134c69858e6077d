import type { Reporter, TestModule } from 'vitest/node';

/** Ends a run with a line that any CI can read: `N passed, N failed`, and the skipped where there are any. */
export default class SummaryReporter implements Reporter {
  #summary: string | undefined;

  onInit(): void {
    // Last of all, after the report on coverage.
    process.once('exit', () => this.#summary && process.stdout.write(`\n${this.#summary}\n`));
  }

  onTestRunEnd(modules: ReadonlyArray<TestModule>, errors: ReadonlyArray<unknown>): void {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    let brokenModules = errors.length;
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'pending') counts.skipped += 1;
        else counts[state] += 1;
      }
      if (module.errors().length > 0) brokenModules += 1;
    }
    const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
    this.#summary = `${counts.passed} passed, ${counts.failed + brokenModules} failed${skipped}`;
  }
}
