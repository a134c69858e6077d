import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MessageRate } from '../../src/transports/message-rate.ts';

test('ten seconds of messages may come at once, then as many as a second brings', () => {
  const rate = new MessageRate(4, 0);
  for (let i = 0; i < 40; i += 1) expect(rate.take(0)).toBe(true);
  expect(rate.take(0)).toBe(false);
  expect(rate.take(125)).toBe(false);
  for (let i = 0; i < 4; i += 1) expect(rate.take(1_000)).toBe(true);
  expect(rate.take(1_000)).toBe(false);
  for (let i = 0; i < 40; i += 1) expect(rate.take(1_000_000)).toBe(true);
  expect(rate.take(1_000_000)).toBe(false);
});

test('never lets more through than the rate and what may come at once', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 300 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), gaps, (perSecond, gaps) => {
      const rate = new MessageRate(perSecond, 0);
      let now = 0;
      let taken = 0;
      for (const gap of gaps) {
        now += gap;
        if (rate.take(now)) taken += 1;
        expect(taken).toBeLessThanOrEqual(10 * perSecond + (now / 1_000) * perSecond + 1e-6);
      }
    }),
  );
});

test('zero is any number', () => {
  const rate = new MessageRate(0, 0);
  for (let i = 0; i < 100_000; i += 1) expect(rate.take(0)).toBe(true);
});
