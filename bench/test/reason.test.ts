import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reasonIn } from '../runner/reason.ts';

test('finds the uncaught error in what a process said in the end', () => {
  const complaint = `file.js:12
    throw new Error('x');
    ^

RangeError: No more than 1024 events may wait.
    at push (file.js:12:11)

Node.js v24.21.0
`;
  assert.equal(reasonIn(complaint), 'RangeError: No more than 1024 events may wait.');
  assert.equal(reasonIn('(node:1) Warning: something\n'), undefined);
});
