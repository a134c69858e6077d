import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scenarioReport } from '../report/scenario-report.ts';
import { outcomeOf } from './outcome-of.ts';

test('a table has medians, ratios of the same repetition with their spread, and what failed', () => {
  const outcome = outcomeOf('broadcast-7', {
    'raw-ws': [1_000, 2_000, 4_000],
    specwire: [1_100, 1_800, 4_000],
    'raw-sse': [500, 1_000, 2_000],
    'yoga-sse': [250, 250, 'It ended.'],
    apollo: ['Out of memory', 'Out of memory', 'Out of memory'],
  });
  assert.equal(
    scenarioReport(outcome),
    `## broadcast-7

Things per second.

| server                       | things per second | × raw \`ws\`, one string | × raw event stream, one string | half of it |
| ---------------------------- | ----------------: | ---------------------: | -----------------------------: | ---------: |
| raw \`ws\`, one string         |             2,000 |       1.00 (1.00–1.00) |                              – |    1,000.0 |
| **Specwire**                 |             1,800 |       1.00 (0.90–1.10) |                              – |      900.0 |
| raw event stream, one string |             1,000 |       0.50 (0.50–0.50) |               1.00 (1.00–1.00) |      500.0 |
| Yoga, event stream           |               250 |       0.19 (0.13–0.25) |               0.38 (0.25–0.50) |      125.0 |
| Apollo Server + graphql-ws   |            failed |                      – |                              – |          – |

- Yoga, event stream failed in 1 of 3 runs: It ended.
- Apollo Server + graphql-ws failed in 3 of 3 runs: Out of memory`,
  );
});

test('a single repetition has no spread, and without a reference there is no ratio', () => {
  assert.equal(
    scenarioReport(outcomeOf('resume', { specwire: [12] }))
      .split('\n\n')
      .at(-1),
    `| server       | things per second | half of it |
| ------------ | ----------------: | ---------: |
| **Specwire** |                12 |        6.0 |`,
  );
});
