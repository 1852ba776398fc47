import { expect, it } from 'vitest';
import { briefReason, reasonFromBrief } from './brief-reason.ts';

it.each(['hint', 'member', 'successor 1', 'finger 0', 'finger 255', 'predecessor', 'retry'])(
  'the reason %s comes back as it was written',
  (reason) => {
    expect(reasonFromBrief(briefReason(reason))).toBe(reason);
  },
);

it('a reason that nobody knows is a hint', () => {
  expect(reasonFromBrief(briefReason('a whim'))).toBe('hint');
  expect(reasonFromBrief(7)).toBe('hint');
});
