import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asNextMessage, eventOf } from '../event/event.ts';
import { EVERY_SPEC, oneSpec } from '../event/specs.ts';
import { Ledger, type Account } from '../load/ledger.ts';

const SPECS = 3;

function startLedger() {
  const completions: number[] = [];
  const ledger = new Ledger({ specs: SPECS, onComplete: (completed) => completions.push(completed) });
  const deliver = (account: Account, sequence: number) => {
    const bytes = Buffer.from(`..${asNextMessage(eventOf(sequence, SPECS, 10))}..`);
    return ledger.note(account, bytes, 2, bytes.length - 2);
  };
  return { ledger, completions, deliver };
}

test('an event is complete when everyone has it who should', () => {
  const { ledger, completions, deliver } = startLedger();
  const all = ledger.open('all', EVERY_SPEC, false);
  const one = ledger.open('one', oneSpec(1), false);
  deliver(all, 0);
  deliver(all, 1);
  assert.equal(ledger.completed, 1);
  deliver(one, 1);
  assert.equal(ledger.completed, 2);
  assert.deepEqual(completions, [1, 2]);
});

test('counts deliveries and their bytes anew when told to', () => {
  const { ledger, deliver } = startLedger();
  const account = ledger.open('all', EVERY_SPEC, false);
  deliver(account, 0);
  ledger.startCounting();
  deliver(account, 1);
  assert.equal(ledger.counts.deliveries, 1);
  assert.equal(ledger.counts.deliveredBytes, asNextMessage(eventOf(1, SPECS, 10)).length);
});

test('an event that was left out is noticed at the next', () => {
  const { ledger, deliver } = startLedger();
  const account = ledger.open('all', EVERY_SPEC, false);
  deliver(account, 0);
  assert.throws(() => deliver(account, 2), /all was sent event 2, where 1 was due/);
});

test('an event that comes twice is noticed', () => {
  const { ledger, deliver } = startLedger();
  const account = ledger.open('all', EVERY_SPEC, false);
  deliver(account, 0);
  assert.throws(() => deliver(account, 0), /sent event 0, where 1 was due/);
});

test('an event that comes before its turn is noticed', () => {
  const { ledger, deliver } = startLedger();
  const account = ledger.open('all', EVERY_SPEC, false);
  assert.throws(() => deliver(account, 1), /sent event 1, where 0 was due/);
});

test('an event that the filter should have held back is noticed', () => {
  const { ledger, deliver } = startLedger();
  const account = ledger.open('one', oneSpec(1), false);
  assert.throws(() => deliver(account, 0), /sent event 0, where 1 was due/);
});

test('an event is not complete while one subscriber lacks it', () => {
  const { ledger, deliver } = startLedger();
  const one = ledger.open('one', EVERY_SPEC, false);
  ledger.open('other', EVERY_SPEC, false);
  deliver(one, 0);
  deliver(one, 1);
  assert.equal(ledger.completed, 0);
});

test('a slow subscriber may miss what newer events replace, and lacks what is newest until it has it', () => {
  const { ledger, deliver } = startLedger();
  const fast = ledger.open('fast', EVERY_SPEC, false);
  const slow = ledger.open('slow', EVERY_SPEC, true);
  for (let sequence = 0; sequence < 5; sequence += 1) deliver(fast, sequence);
  assert.equal(ledger.completed, 5);
  assert.equal(ledger.lacking(slow), 3);
  deliver(slow, 3);
  deliver(slow, 2);
  assert.equal(ledger.lacking(slow), 1);
  assert.throws(() => deliver(slow, 0), /slow was sent event 0 after 3/);
});

test('what carries no number is no event', () => {
  const { ledger } = startLedger();
  const account = ledger.open('all', EVERY_SPEC, false);
  for (const text of ['{"type":"connection_ack"}', '{"before":"Event none of all"}', '']) {
    assert.equal(ledger.note(account, Buffer.from(text), 0, text.length), false);
  }
});
