import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changeBetween } from '../../src/spec/spec-change.ts';
import { createVisibleScope } from '../../src/spec/visible-scope.ts';
import { aStep, SPEC_IDS, World } from '../support/histories.ts';
import { startServer } from '../support/server.ts';
import { aSpec } from '../support/specs.ts';
import { TRANSPORTS } from '../support/transport-suite.ts';

const SCOPES = [null, ['E1'], ['E1-*', 'notes/*'], ['E2', 'E1-F?-T1'], []];
const VIEWERS = SCOPES.map((specs, at) => ({ token: `a-token-for-viewer-${at}`, specs }));
/** Changed last, so that whoever is told of one has been told all before; who sees anything sees one of them. */
const LAST = ['E1-F1-T1', 'notes/loose'];

const SPEC = `
  fragment Spec on Spec { id title status tags body parent { title } children { title } ancestors { title } }`;
const CHANGED = `subscription {
  specChanged {
    ... on SpecCreated { specId spec { ...Spec } }
    ... on SpecUpdated { specId changes fieldChanges { field before after } spec { ...Spec } }
    ... on SpecDeleted { specId title path }
  }
} ${SPEC}`;
const BATCHES = `subscription {
  specsChanged(snapshot: true) {
    snapshot { ...Spec }
    changes { specId ... on SpecCreated { spec { ...Spec } } ... on SpecUpdated { spec { ...Spec } } }
  }
} ${SPEC}`;

test('whoever sees a part is told of nothing else, on any transport, beside others who see other parts', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(aStep(), { maxLength: 6 }), { maxLength: 12 }), async (history) => {
      await using server = await startServer({}, { access: { tokens: VIEWERS } });
      const { log, hub } = server.services;
      const world = new World();
      log.append(world.take(history[0] ?? []), []);
      await using stack = new AsyncDisposableStack();
      const following = TRANSPORTS.flatMap(({ connect }) =>
        VIEWERS.flatMap(({ token, specs }) => {
          const driver = stack.use(connect(server.url.href, token));
          return [CHANGED, BATCHES].map((query) => {
            const results = driver.iterate({ query });
            const texts: string[] = [];
            const done = (async () => {
              for await (const result of results) {
                texts.push(JSON.stringify(result));
                if (texts.at(-1)!.includes('THE LAST')) return;
              }
            })();
            // Those who see nothing are told nothing until their connection goes.
            void done.catch(() => undefined);
            return { specs, texts, done };
          });
        }),
      );
      await expect.poll(() => hub.size).toBe(following.length);
      for (const steps of history.slice(1)) {
        log.append(world.take(steps), []);
        await new Promise((resolve) => setImmediate(resolve));
      }
      for (const id of LAST) {
        const change = changeBetween(world.specs.get(id), aSpec({ id, status: 'THE LAST' }))!;
        log.append([change], []);
      }
      const telling = following.filter(({ specs }) => specs?.length !== 0);
      await Promise.all(telling.map(({ done }) => done));
      for (const { specs, texts } of following) {
        const scope = createVisibleScope(specs);
        const hidden = SPEC_IDS.filter((id) => scope && !scope.includes(id));
        const said = texts.join('\n');
        expect(hidden.filter((id) => new RegExp(`"(About )?${id}(\\.spec\\.md)?"`).test(said))).toEqual([]);
      }
    }),
    { numRuns: 12 },
  );
});
