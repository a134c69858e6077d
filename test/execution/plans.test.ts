import { describe, expect, test, vi } from 'vitest';
import { MemoryBudget } from '../../src/execution/memory-budget.ts';
import { Plan } from '../../src/execution/plan.ts';
import { Plans } from '../../src/execution/plans.ts';
import { ResultTexts } from '../../src/execution/result-text.ts';

function createPlan(): Plan {
  return new Plan({
    execute: () => ({ data: {} }),
    texts: new ResultTexts(() => ({})),
    memory: { results: new MemoryBudget(1_000), replays: new MemoryBudget(1_000) },
  });
}

describe('plans', () => {
  test('are one for all who ask the same, and others for others', () => {
    const plans = new Plans();
    const create = vi.fn(createPlan);
    const [a, b, other] = ['same', 'same', 'other'].map((question) => plans.join(question, create));
    expect(b!.plan).toBe(a!.plan);
    expect(other!.plan).not.toBe(a!.plan);
    expect(create).toHaveBeenCalledTimes(2);
    expect(plans.size).toBe(2);
  });

  test('end when the last leaves, however often one leaves', () => {
    const plans = new Plans();
    const seats = [plans.join('same', createPlan), plans.join('same', createPlan)];
    const end = vi.spyOn(seats[0]!.plan, 'end');
    seats[0]!.leave();
    seats[0]!.leave();
    expect(end).not.toHaveBeenCalled();
    expect(plans.size).toBe(1);
    seats[1]!.leave();
    seats[1]!.leave();
    expect(end).toHaveBeenCalledTimes(1);
    expect(plans.size).toBe(0);
  });

  test('begin anew for who asks after the end, and are not ended by who left before', () => {
    const plans = new Plans();
    const first = plans.join('same', createPlan);
    first.leave();
    const second = plans.join('same', createPlan);
    expect(second.plan).not.toBe(first.plan);
    first.leave();
    expect(plans.size).toBe(1);
    expect(plans.join('same', createPlan).plan).toBe(second.plan);
  });

  test('of which one cannot be made are not counted', () => {
    const plans = new Plans();
    const fail = () => {
      throw new Error('no plan');
    };
    expect(() => plans.join('same', fail)).toThrow('no plan');
    expect(plans.size).toBe(0);
    expect(plans.join('same', createPlan).plan).toBeInstanceOf(Plan);
  });
});
