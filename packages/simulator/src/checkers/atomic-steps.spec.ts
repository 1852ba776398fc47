import type { Contact } from '@acorde/chord';
import { describe, expect, it } from 'vitest';
import { AtomicSteps } from './atomic-steps.ts';

const [a, b, c] = [{}, {}, {}];
const call = {};
const list = (...names: string[]) => names.map((memberId) => ({ memberId, incarnation: 1 }) as Contact);

function watching(moment = { at: 1 }) {
  return { steps: new AtomicSteps(() => moment.at), moment };
}

describe('a question and the change that follows from its answer', () => {
  it('are two steps to one who is told the old list in between', () => {
    const { steps } = watching();
    steps.answered(call, a, b, list('x'));
    steps.answered({}, c, a, list('old'));
    steps.read(call, a);
    expect(steps.problem(() => list('new'))).toContain('[old/1]');
  });

  it('are one step when the list told is the one that follows', () => {
    const { steps } = watching();
    steps.answered(call, a, b, list('x'));
    steps.answered({}, c, a, list('same'));
    steps.read(call, a);
    expect(steps.problem(() => list('same'))).toBeNull();
  });

  it('are one step when nobody is told in between', () => {
    const { steps } = watching();
    steps.answered({}, c, a, list('old'));
    steps.answered(call, a, b, list('x'));
    steps.read(call, a);
    steps.answered({}, c, a, list('new'));
    expect(steps.problem(() => list('new'))).toBeNull();
  });

  it('are no steps when no answer is read, or nothing follows from it at once', () => {
    const { steps, moment } = watching();
    steps.answered(call, a, b, list('x'));
    steps.answered({}, c, a, list('old'));
    steps.dropped(call, a);
    steps.read(call, a);
    expect(steps.problem(() => list('new'))).toBeNull();
    steps.answered(call, a, b, list('x'));
    steps.answered({}, c, a, list('old'));
    steps.read(call, a);
    moment.at = 2;
    expect(steps.problem(() => list('new'))).toBeNull();
  });
});
