import type { ChordEvent, Contact, Identifier } from '@acorde/chord';
import { describe, expect, it } from 'vitest';
import { livePredecessorKept } from './live-predecessor-kept.ts';

const contact = (memberId: string) => ({ memberId, address: memberId, incarnation: 1 }) as unknown as Contact;
const self = '50' as Identifier;
const changed = (previous: string | null, predecessor: string | null): ChordEvent =>
  ({
    type: 'predecessor_changed',
    previous: previous && contact(previous),
    predecessor: predecessor && contact(predecessor),
  }) as ChordEvent;
const alive = (...names: string[]) => {
  return names.map((name) => ({ name, self: contact(name), predecessor: null, successors: [] }));
};

describe('a predecessor', () => {
  it('that lives gives way to no farther member', () => {
    expect(livePredecessorKept(changed('40', '30'), self, alive('30', '40'))).toContain(
      '40/1 gave way to 30/1',
    );
  });

  it.each([
    ['to a nearer one', changed('30', '40')],
    ['to nobody', changed('40', null)],
    ['after nobody', changed(null, '30')],
    ['in another event', { type: 'left' } as ChordEvent],
  ])('may give way %s', (_, event) => {
    expect(livePredecessorKept(event, self, alive('30', '40'))).toBeNull();
  });

  it('that is dead may give way to any', () => {
    expect(livePredecessorKept(changed('40', '30'), self, alive('30'))).toBeNull();
  });
});
