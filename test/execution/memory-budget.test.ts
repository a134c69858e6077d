import { describe, expect, test } from 'vitest';
import { MemoryBudget } from '../../src/execution/memory-budget.ts';

function createFixture(maxBytes: number) {
  const budget = new MemoryBudget(maxBytes);
  const evicted: string[] = [];
  const thing = (name: string, bytes: number) => ({ bytes, evict: () => void evicted.push(name) });
  return { budget, evicted, thing };
}

describe('a memory budget', () => {
  test('lets go of what was used longest ago, and tells it once', () => {
    const { budget, evicted, thing } = createFixture(30);
    const things = ['a', 'b', 'c', 'd', 'e'].map((name) => thing(name, 10));
    for (const one of things.slice(0, 3)) expect(budget.keep(one)).toBe(true);
    budget.touch(things[0]!);
    budget.keep(things[3]!);
    expect(evicted).toEqual(['b']);
    budget.keep(things[4]!);
    expect(evicted).toEqual(['b', 'c']);
    expect(budget.bytes).toBe(30);
  });

  test('lets go of as much as what is new takes', () => {
    const { budget, evicted, thing } = createFixture(30);
    for (const name of ['a', 'b', 'c']) budget.keep(thing(name, 10));
    budget.keep(thing('large', 15));
    expect(evicted).toEqual(['a', 'b']);
    expect(budget.bytes).toBe(25);
  });

  test('keeps nothing that is too large alone, and nothing goes for it', () => {
    const { budget, evicted, thing } = createFixture(30);
    budget.keep(thing('a', 10));
    expect(budget.keep(thing('too large', 31))).toBe(false);
    expect(evicted).toEqual([]);
    expect(budget.bytes).toBe(10);
  });

  test('forgets what is released without telling it', () => {
    const { budget, evicted, thing } = createFixture(30);
    const a = thing('a', 10);
    budget.keep(a);
    budget.release(a);
    budget.release(a);
    expect(budget.bytes).toBe(0);
    expect(evicted).toEqual([]);
  });

  test('also counts what takes no memory to speak of', () => {
    const { budget, evicted, thing } = createFixture(2);
    for (const name of ['a', 'b', 'c']) budget.keep(thing(name, 0));
    expect(evicted).toEqual(['a']);
  });
});
