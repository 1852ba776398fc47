import { type Contact, identifier } from '@acorde/chord';
import { describe, expect, it } from 'vitest';
import { idealRing } from './ideal-ring.ts';
import { ownerOf } from './lookup-oracle.ts';
import type { MemberView } from './member-view.ts';
import { noDuplicates } from './no-duplicates.ts';
import { oneLiveSuccessor } from './one-live-successor.ts';
import { oneRing } from './one-ring.ts';
import { orderedSuccessorLists } from './ordered-successor-lists.ts';
import { isPrincipal, sufficientPrincipals } from './sufficient-principals.ts';

function contact(place: string): Contact {
  const [digits = '', incarnation = '1'] = place.split('/');
  const memberId = identifier(digits.padEnd(64, '0'));
  return { memberId, peerId: memberId, index: 0, address: place, zone: '', incarnation: Number(incarnation) };
}

/** `90 < 10: 30 50` is member 10 with predecessor 90 and successors 30 and 50; `-` is nobody. */
function ring(...lines: string[]): MemberView[] {
  return lines.map((line) => {
    const [, before = '-', self = '', list = ''] = /^(\S+) < (\S+):(.*)$/.exec(line) ?? [];
    return {
      name: self,
      self: contact(self),
      predecessor: before === '-' ? null : contact(before),
      successors: list.split(' ').filter(Boolean).map(contact),
    };
  });
}

const good = ring('70 < 10: 30 50', '10 < 30: 50 70', '30 < 50: 70 10', '50 < 70: 10 30');

/** The good ring with one member as in this line. */
function but(line: string): MemberView[] {
  const [changed] = ring(line);
  return good.map((member) => (member.name === changed?.name ? changed : member));
}

it('an ideal ring passes every checker', () => {
  for (const check of [
    noDuplicates,
    orderedSuccessorLists,
    oneLiveSuccessor,
    sufficientPrincipals,
    oneRing,
    idealRing,
  ])
    expect(check(good, 2)).toBeNull();
});

it('a ring of one is ideal', () => {
  expect(idealRing(ring('- < 10:'), 2)).toBeNull();
  expect(oneLiveSuccessor(ring('- < 10:'), 2)).toBeNull();
});

describe('idealRing', () => {
  it.each([
    ['a list with a gap', '70 < 10: 30 70'],
    ['a list too short', '70 < 10: 30'],
    ['a list too long', '70 < 10: 30 50 70'],
    ['an earlier life', '70 < 10: 30/0 50'],
    ['no predecessor', '- < 10: 30 50'],
    ['another predecessor', '50 < 10: 30 50'],
  ])('finds %s', (_what, line) => {
    expect(idealRing(but(line), 2)).toContain('10 ');
  });
});

describe('noDuplicates', () => {
  it.each(['70 < 10: 30 30', '70 < 10: 30 10'])('finds one in %s', (line) => {
    expect(noDuplicates(but(line), 2)).toContain('twice');
  });
});

describe('orderedSuccessorLists', () => {
  it.each(['70 < 10: 50 30', '70 < 10: 30 70 50', '70 < 10: 70 10 30', '70 < 10: 30 70 30'])(
    'finds %s',
    (line) => {
      expect(orderedSuccessorLists(but(line), 3)).toContain('out of order');
    },
  );
});

describe('oneLiveSuccessor', () => {
  it.each(['70 < 10:', '70 < 10: 20 40', '70 < 10: 30/0'])('finds %s', (line) => {
    expect(oneLiveSuccessor(but(line), 2)).toContain('no live member');
  });

  it('is content with one beyond dead ones', () => {
    expect(oneLiveSuccessor(but('70 < 10: 20 30'), 2)).toBeNull();
  });
});

describe('sufficientPrincipals', () => {
  it('counts members that nobody skips', () => {
    const members = but('70 < 10: 50 70');
    expect(members.filter((member) => isPrincipal(member, members)).map(({ name }) => name)).toEqual([
      '10',
      '50',
      '70',
    ]);
    expect(sufficientPrincipals(members, 2)).toBeNull();
    expect(sufficientPrincipals(but('70 < 10: 70'), 2)).toBe('2 of 4 members are principals, fewer than 3');
  });

  it('asks nothing of rings of r members and fewer', () => {
    expect(sufficientPrincipals(but('70 < 10: 70'), 4)).toBeNull();
  });
});

describe('oneRing', () => {
  it('finds two', () => {
    const two = ring('50 < 10: 50', '70 < 30: 70', '10 < 50: 10', '30 < 70: 30');
    expect(oneRing(two, 2)).toBe('there are 2 rings');
  });

  it('is content with an appendage, and with dead members before a live one', () => {
    expect(oneRing([...good, ...ring('- < 20: 30 50')], 2)).toBeNull();
    expect(oneRing(but('70 < 10: 20 30'), 2)).toBeNull();
  });
});

describe('ownerOf', () => {
  it.each([
    ['10', '10'],
    ['11', '30'],
    ['70', '70'],
    ['71', '10'],
    ['00', '10'],
  ])('%s is owned by %s', (key, owner) => {
    expect(ownerOf(contact(key).memberId, good).name).toBe(owner);
  });
});
