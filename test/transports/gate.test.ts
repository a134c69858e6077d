import { expect, test } from 'vitest';
import type { Access } from '../../src/transports/access.ts';
import { createGate } from '../../src/transports/gate.ts';

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
const NOBODY = { token: null, headers: {}, connectionParams: null };

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['specs that are no list', { specs: 'E1' }],
  ['specs that are no texts', { specs: [1] }],
  ['more specs than can be compared', { specs: Array.from({ length: 1_001 }, String) }],
  ['a pattern that is too long', { specs: ['x'.repeat(201)] }],
  ['permissions that are no list', { permissions: 'operator' }],
  ['an end that is no time', { expiresAtMs: Number.NaN }],
])('nobody is let in by an `authenticate` that answers with %s', async (_case, answer) => {
  const gate = createGate(() => answer as Access, SILENT);
  expect(await gate.admit(NOBODY)).toMatchObject({ refused: answer ? 'unauthorized' : 'unavailable' });
});

test('an access that is over lets nobody in', async () => {
  const gate = createGate(
    () => ({ expiresAtMs: 1_000 }),
    SILENT,
    () => 1_000,
  );
  expect(await gate.admit(NOBODY)).toMatchObject({
    refused: 'unauthorized',
    message: 'The token has expired.',
  });
});

test('what an `authenticate` throws is logged without the token', async () => {
  const logged: unknown[] = [];
  const log = { ...SILENT, error: (details: object) => void logged.push(details) };
  const gate = createGate(({ token }) => Promise.reject(new Error(`${token} and ${token}`)), log);
  expect(await gate.admit({ ...NOBODY, token: 'secret' })).toMatchObject({ refused: 'unavailable' });
  expect(logged).toEqual([{ reason: 'Error: [token] and [token]' }]);
});
