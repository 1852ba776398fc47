import { expect, it } from 'vitest';
import { FailureBudget } from './failure-budget.ts';

const rules = { failuresMax: 2, windowMs: 100, membersMin: 5 };

it('allows so many failures within a window', () => {
  const budget = new FailureBudget(rules);
  expect(budget.left(0, 20)).toBe(2);
  budget.spend(0);
  budget.spend(50);
  expect(budget.left(99, 20)).toBe(0);
  expect(budget.left(100, 20)).toBe(1);
  expect(budget.left(150, 20)).toBe(2);
});

it('keeps so many members up', () => {
  const budget = new FailureBudget(rules);
  expect([7, 6, 5, 1].map((members) => budget.left(0, members))).toEqual([2, 1, 0, 0]);
});
