import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isKept, parseOptions, type Options } from '../runner/options.ts';
import { select } from '../runner/selection.ts';
import { SCENARIOS } from '../scenarios/index.ts';

function optionsOf(...args: string[]): Options {
  const parsed = parseOptions(args);
  assert.equal(parsed.kind, 'run');
  return (parsed as typeof parsed & { kind: 'run' }).options;
}

test('without flags everything is measured three times, and kept', () => {
  const options = optionsOf();
  assert.equal(options.repetitions, 3);
  assert.ok(isKept(options));
  assert.deepEqual(
    select(options).map(({ scenario }) => scenario.name),
    SCENARIOS.map(({ name }) => name),
  );
});

test('a part of everything is not kept, so that it replaces no figures of the whole', () => {
  for (const args of [['--quick'], ['--only', 'burst'], ['--targets', 'specwire'], ['--repetitions', '2']]) {
    assert.equal(isKept(optionsOf(...args)), false, args.join(' '));
  }
});

test('the reference is measured with whatever is asked for, where there is one', () => {
  const selected = select(optionsOf('--only', 'burst,resume,save-100', '--targets', 'specwire,apollo'));
  assert.deepEqual(
    selected.map(({ scenario, targets }) => [scenario.name, targets]),
    [
      ['burst', ['raw-ws', 'specwire', 'apollo']],
      ['save-100', ['specwire']],
      ['resume', ['specwire']],
    ],
  );
});

test('a quick look has some of the scenarios, and others when they are asked for', () => {
  const names = (options: Options) => select(options).map(({ scenario }) => scenario.name);
  assert.deepEqual(names(optionsOf('--quick')), ['broadcast-1000', 'broadcast-5000', 'selective', 'burst']);
  assert.deepEqual(names(optionsOf('--quick', '--only', 'idle')), ['idle']);
});

test('wrong flags are told, with what is wrong about them', () => {
  const cases: [string[], RegExp][] = [
    [['--fast'], /--fast/],
    [['burst'], /burst/],
    [['--only', 'nothing'], /--only: there is no "nothing"/],
    [['--targets', 'raw-ws,'], /--targets: there is no ""/],
    [['--repetitions', '0'], /whole number from 1 to 100, not "0"/],
    [['--repetitions', '2.5'], /not "2\.5"/],
    [['--smoke', '--only', 'burst'], /--smoke goes with none/],
  ];
  for (const [args, message] of cases) {
    const parsed = parseOptions(args);
    assert.equal(parsed.kind, 'wrong', args.join(' '));
    assert.match((parsed as typeof parsed & { kind: 'wrong' }).message, message);
  }
  assert.equal(parseOptions(['--help']).kind, 'help');
});
