import { expect, test } from 'vitest';
import { ENDINGS, fitReason } from '../../src/protocol/endings.ts';

test('leaves a reason alone that fits', () => {
  expect(fitReason('x'.repeat(123))).toBe('x'.repeat(123));
});

test.each(['x', 'é', '€', '🙂'])('cuts a reason of %s on the border of a character', (character) => {
  const reason = fitReason(`a${character.repeat(200)}`);
  expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(123);
  expect(Buffer.byteLength(reason)).toBeGreaterThan(119);
  expect(reason).not.toContain('\uFFFD');
});

test('every ending of our own has a reason that fits', () => {
  for (const { reason } of Object.values(ENDINGS)) expect(fitReason(reason)).toBe(reason);
});
