import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChangeLog, LocalLog, LogEntry } from '../../src/log/change-log.ts';
import type { MemoryLogOptions } from '../../src/log/memory-log.ts';
import { changeBetween, changedId, diffSpecs } from '../../src/spec/spec-change.ts';
import type { Spec } from '../../src/spec/spec.ts';
import { aStep, World } from '../support/histories.ts';
import { aSpec } from '../support/specs.ts';

/** A log, and how a test writes to it: what was written shows once that has resolved. */
export interface WrittenLog extends AsyncDisposable {
  readonly log: ChangeLog;
  seed(...args: Parameters<LocalLog['seed']>): Promise<void>;
  append(...args: Parameters<LocalLog['append']>): Promise<void>;
}

/**
 * What every change log keeps, whatever holds it.
 * @param numRuns how many histories are tried
 */
export function describeChangeLog(
  name: string,
  createLog: (options?: MemoryLogOptions) => Promise<WrittenLog>,
  numRuns = 150,
): void {
  describe(name, () => {
    test('commits together, in order, and tells once its own state has moved on', async () => {
      await using written = await createLog({ now: () => 1234 });
      const { log } = written;
      const heard: (readonly LogEntry[])[] = [];
      const stop = log.onCommit((entries) => {
        expect(log.specs.get('E1')).toBeDefined();
        expect(log.head).toBe(entries.at(-1)?.position);
        heard.push(entries);
      });
      const [e1, e2] = [aSpec({ id: 'E1' }), aSpec({ id: 'E2' })];
      await written.append(
        [
          { kind: 'created', after: e1 },
          { kind: 'created', after: e2 },
        ],
        [],
      );
      await written.append([], []);
      await written.append([{ kind: 'deleted', before: e2, last: e2 }], []);
      expect(
        heard.map((entries) => entries.map(({ position, timestampMs }) => [position, timestampMs])),
      ).toEqual([
        [
          [1, 1234],
          [2, 1234],
        ],
        [[3, 1234]],
      ]);
      stop();
      await written.append([{ kind: 'created', after: e2 }], []);
      expect(heard).toHaveLength(2);
      expect([...log.specs].map(({ id }) => id)).toEqual(['E1', 'E2']);
    });

    test('begins with what it is seeded with, of which nothing is told', async () => {
      await using written = await createLog();
      const { log } = written;
      const problem = { code: 'EMPTY_FILE', message: 'Empty.', path: 'a.spec.md', line: null };
      log.onCommit(() => expect.unreachable());
      await written.seed([{ kind: 'created', after: aSpec({ id: 'E1' }) }], [problem]);
      expect([log.head, log.specs.size, log.looseProblems]).toEqual([0, 1, [problem]]);
      await written.append([], []);
      expect(log.looseProblems).toEqual([]);
    });

    test('does not let one listener harm the others', async () => {
      const errors: unknown[] = [];
      await using written = await createLog({ onListenerError: (error) => errors.push(error) });
      const { log } = written;
      let heard = 0;
      log.onCommit(() => {
        throw new Error('A listener failed.');
      });
      log.onCommit(() => (heard += 1));
      await written.append([{ kind: 'created', after: aSpec() }], []);
      expect([heard, errors.length, log.head]).toEqual([1, 1, 1]);
    });

    test('has an epoch of its own', async () => {
      await using one = await createLog();
      await using other = await createLog();
      for (const each of [one, other]) await each.seed([], []);
      expect(one.log.epoch).not.toBe(other.log.epoch);
    });

    test('can tell from any position what a client lacks, also when the window is gone', async () => {
      const history = fc.array(fc.array(aStep(), { minLength: 1, maxLength: 4 }), {
        minLength: 1,
        maxLength: 25,
        size: 'max',
      });
      await fc.assert(
        fc.asyncProperty(history, async (batches) => {
          await using written = await createLog({ windowChanges: 0 });
          const { log } = written;
          const world = new World();
          const versions: ReadonlyMap<string, Spec>[] = [new Map()];
          for (const steps of batches) {
            for (const change of world.take(steps)) {
              await written.append([change], []);
              const state = new Map(versions.at(-1));
              if (change.kind === 'deleted') state.delete(changedId(change));
              else state.set(changedId(change), change.after);
              versions.push(state);
            }
          }
          const now = versions.at(-1)!;
          for (const [after, then] of versions.entries()) {
            const entries = log.conflatedSince(after)!;
            const positions = entries.map(({ position }) => position);
            expect(positions).toEqual(positions.toSorted((a, b) => a - b));
            const told = new Map(entries.map(({ change }) => [changedId(change), change]));
            for (const id of new Set([...then.keys(), ...now.keys()])) {
              const [before, current] = [then.get(id), now.get(id)];
              const lacking = changeBetween(before, current);
              const change = told.get(id);
              if (lacking) expect(change?.kind).toBe(lacking.kind);
              if (change?.kind === 'updated' && before && current) {
                const fields = diffSpecs(before, current).map(({ field }) => field);
                expect(fields.filter((field) => !change.fields.includes(field))).toEqual([]);
              }
              told.delete(id);
            }
            // What came and went in between need not be told.
            expect([...told.keys()]).toEqual([]);
          }
        }),
        { numRuns },
      );
    });

    test('says so when a deletion that mattered is forgotten', async () => {
      await using written = await createLog({ windowChanges: 0, tombstones: 1 });
      const { log } = written;
      const specs = [aSpec({ id: 'E1' }), aSpec({ id: 'E2' })];
      await written.seed(
        specs.map((after) => ({ kind: 'created', after })),
        [],
      );
      for (const spec of specs) await written.append([{ kind: 'deleted', before: spec, last: spec }], []);
      expect(log.conflatedSince(0)).toBeUndefined();
      expect(log.conflatedSince(1)).toMatchObject([{ change: { kind: 'deleted', last: { id: 'E2' } } }]);
      expect(log.conflatedSince(2)).toEqual([]);
    });
  });
}
