import { describe, expect, it } from 'vitest';
import { contactAt } from '../../test/support/contact-at.ts';
import { type Knowledge, routeView } from '../../test/support/route-view.ts';
import { NEXT_MAX, nextMembers } from './next-members.ts';

const knowledge: Knowledge = {
  self: '00',
  predecessor: 'f0',
  successors: ['08', '10', '18'],
  fingers: { 253: '20', 254: '41', 255: '85' },
};

function named(
  key: string,
  changed: Partial<Knowledge> = {},
  excluded: string[] = [],
  full = false,
): string[] {
  const shut = new Set(excluded.map((place) => contactAt(place).memberId));
  const view = routeView({ ...knowledge, ...changed });
  const next = nextMembers(view, contactAt(key).memberId, shut, full ? 'full' : 'classic');
  return next.map(({ contact, reason }) => `${contact.memberId.slice(0, 2)} ${reason}`);
}

describe('the members named, classic', () => {
  it('is the closest preceding finger first, for a key far away', () => {
    expect(named('60').slice(0, 2)).toEqual(['41 finger 254', 'f0 predecessor']);
    expect(named('60')).toContain('20 finger 253');
  });

  it('is the successor that owns the key first, then the next after it', () => {
    expect(named('0c').slice(0, 3)).toEqual(['10 successor 2', '18 successor 3', '08 successor 1']);
  });

  it('is the predecessor for those who took us for the owner', () => {
    expect(named('e8').slice(0, 2)).toEqual(['85 finger 255', 'f0 predecessor']);
  });

  it('leaves out whom the lookup found dead', () => {
    expect(named('0c', {}, ['10'])[0]).toBe('18 successor 3');
    expect(named('60', {}, ['41'])[0]).toBe('20 finger 253');
  });

  it('names a predecessor that was shut out, unless we found it dead as well', () => {
    expect(named('e8', {}, ['f0'])).toContain('f0 predecessor');
    expect(named('e8', { predecessorFailed: true }, ['f0'])).not.toContain('f0 predecessor');
  });

  it('names a finger beyond the key when there is nobody else', () => {
    expect(named('01', { predecessor: undefined }, ['08', '10', '18'])).toEqual([
      '20 finger 253',
      '41 finger 254',
      '85 finger 255',
    ]);
  });

  it('names nobody in a ring of one', () => {
    expect(named('01', { predecessor: undefined, successors: [], fingers: {} })).toEqual([]);
  });
});

describe('the members named, full', () => {
  it('is the first known at or after the key', () => {
    expect(named('60', { known: ['62', '70', '90', '50'] }, [], true).slice(0, 3)).toEqual([
      '62 member',
      '70 member',
      '90 member',
    ]);
    expect(named('70', { known: ['62', '70'] }, [], true)[0]).toBe('70 member');
  });

  it('is nobody beyond self', () => {
    expect(named('f8', { known: ['05'] }, [], true)[0]).not.toBe('05 member');
  });

  it('falls back on the nearest before the key', () => {
    expect(named('60', { known: ['50'] }, [], true)[0]).toBe('50 member');
  });

  it('is the later of two lives, in the place of the first', () => {
    const view = routeView({ ...knowledge, known: [contactAt('0c', 'before', 0)] });
    const successors = [contactAt('0c', 'now', 1)];
    const state = { ...view.state, successors };
    const next = nextMembers({ ...view, state }, contactAt('0a').memberId, new Set(), 'full');
    expect(next[0]?.contact.address).toBe('now');
    expect(next.filter(({ contact }) => contact.memberId === successors[0]?.memberId)).toHaveLength(1);
  });

  it('is never more than NEXT_MAX', () => {
    const known = Array.from({ length: 40 }, (_, i) => (0x20 + i).toString(16));
    expect(named('30', { known }, [], true).length).toBeLessThanOrEqual(NEXT_MAX);
  });
});

describe('the members named by hints', () => {
  it('are the nearest known ones before the key too, and no guess at its owner', () => {
    const view = routeView({ ...knowledge, known: ['5a', '58', '66'] });
    const next = nextMembers(view, contactAt('60').memberId, new Set(), 'hints');
    const words = next.map(({ contact, reason }) => `${contact.memberId.slice(0, 2)} ${reason}`);
    expect(words.slice(0, 3)).toEqual(['5a member', 'f0 predecessor', '58 member']);
    expect(words).not.toContain('66 member');
  });
});
