import { describe, expect, it } from 'vitest';
import { contactAt } from '../../test/support/contact-at.ts';
import type { ChordEvent } from '../chord-event.ts';
import { failPredecessor } from './accept-predecessor.ts';
import { Ring } from './ring.ts';

function newRing(): { ring: Ring; events: ChordEvent[] } {
  const events: ChordEvent[] = [];
  return { ring: new Ring(contactAt('10'), { emit: (event) => events.push(event) }), events };
}

describe('Ring', () => {
  it('tells what changed, with what it was before', () => {
    const { ring, events } = newRing();
    const s = contactAt('20');
    expect(ring.apply((state) => ({ ...state, predecessor: s, successors: [s] }))).toBe(true);
    expect(events).toEqual([
      { type: 'predecessor_changed', predecessor: s, previous: null },
      { type: 'successors_changed', successors: [s], previous: [] },
    ]);
  });

  it('tells nothing when nothing changed', () => {
    const { ring, events } = newRing();
    expect(ring.apply((state) => ({ ...state, successors: [] }))).toBe(false);
    expect(events).toEqual([]);
  });

  it('tells that a predecessor which was found dead is none', () => {
    const { ring, events } = newRing();
    const [p, s] = [contactAt('f0'), contactAt('20')];
    ring.apply((state) => ({ ...state, predecessor: p, successors: [s] }));
    ring.apply((state) => failPredecessor(state, p));
    expect(events.at(-1)).toEqual({ type: 'predecessor_changed', predecessor: null, previous: p });
  });

  it('is interim until every query has its reply, or its failure', async () => {
    const { ring } = newRing();
    let answer: () => void = () => {};
    const first = ring.query(() => new Promise<void>((resolve) => (answer = resolve)));
    const second = ring.query(() => Promise.reject(new Error('no')));
    expect(ring.interim).toBe(true);
    await expect(second).rejects.toThrow('no');
    expect(ring.interim).toBe(true);
    answer();
    await first;
    expect(ring.interim).toBe(false);
  });
});
