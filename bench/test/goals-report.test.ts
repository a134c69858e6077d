import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GOALS } from '../report/goals.ts';
import { goalsReport, verdictOn } from '../report/goals-report.ts';
import { TARGETS } from '../runner/targets.ts';
import { SCENARIOS } from '../scenarios/index.ts';
import { outcomeOf } from './outcome-of.ts';

test('goals stand beside what was measured', () => {
  const report = goalsReport([
    outcomeOf('selective', { 'raw-ws': [100, 100, 100], specwire: [80, 96, 70] }),
    outcomeOf('connect', { 'raw-ws': [100], specwire: ['It ended.'] }),
  ]);
  assert.equal(
    report,
    `## Goals

| goal                                       |    reach | strive for |           measured | verdict |
| ------------------------------------------ | -------: | ---------: | -----------------: | ------- |
| selective, to raw \`ws\`                     | ≥ 0.75 × |   ≥ 0.95 × | 0.80 (0.70–0.96) × | reached |
| connect storm, CPU per client, to raw \`ws\` |  ≤ 2.2 × |    ≤ 1.8 × |             failed | missed  |`,
  );
});

test('there is no table where no goal was tried', () => {
  assert.equal(goalsReport([outcomeOf('resume', { specwire: [1] })]), undefined);
});

test('a verdict knows which way is better', () => {
  const goal = { title: '', scenario: '', target: 'specwire', reach: 10, strive: 8, better: 'less' } as const;
  assert.equal(verdictOn(goal, 11), 'missed');
  assert.equal(verdictOn(goal, 10), 'reached');
  assert.equal(verdictOn(goal, 8), 'exceeded');
  assert.equal(verdictOn({ ...goal, reach: 8, strive: 10, better: 'more' }, 9), 'reached');
});

test('every goal is about a scenario and a figure that exist', () => {
  for (const goal of GOALS) {
    const scenario = SCENARIOS.find(({ name }) => name === goal.scenario);
    assert.ok(scenario, goal.title);
    for (const target of [goal.target, goal.to ?? goal.target]) {
      assert.ok(scenario.targets.includes(target) && target in TARGETS, goal.title);
    }
    const figure = goal.figure ?? scenario.columns[0].figure;
    assert.ok(
      scenario.columns.some((column) => column.figure === figure),
      goal.title,
    );
  }
});
