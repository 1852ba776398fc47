import { describe, expect, it } from 'vitest';
import { contactAt } from '../../test/support/contact-at.ts';
import { neighborsAt, places, type TestMember, testMember } from '../../test/support/test-member.ts';
import type { Contact } from '../contact.ts';
import type { Neighbors } from '../neighbors.ts';
import { RemoteError } from '../remote-error.ts';
import { stabilize } from './stabilize.ts';

type Script = Record<string, Neighbors | RemoteError['kind']>;

/** Member 10 with these successors; whoever is not in the script is unreachable. */
function ring(successors: string[], script: Script, seen?: (member: TestMember) => void): TestMember {
  const parts = testMember('10', { neighbors: (to) => reply(script, to, () => seen?.(parts)) });
  parts.member.ring.apply((state) => ({ ...state, successors: successors.map((place) => contactAt(place)) }));
  return parts;
}

function reply(script: Script, to: Contact, seen: () => void): Neighbors {
  seen();
  const answer = script[to.memberId.slice(0, 2)] ?? 'unreachable';
  if (typeof answer === 'string') throw new RemoteError(answer, 'no');
  return answer;
}

const successors = ({ member }: TestMember) => places(member.ring.state.successors);

describe('stabilize', () => {
  it('adopts the whole list of the first successor and notifies it', async () => {
    const parts = ring(['20', '30', '40'], { '20': neighborsAt('20', '10', ['35', '45', '55', '65']) });
    expect(await stabilize(parts.member)).toBe('changed');
    expect(successors(parts)).toBe('20 35 45 55');
    expect(parts.calls).toEqual(['getNeighbors 20', 'notify 20']);
  });

  it('is quiet when all is as it was', async () => {
    const parts = ring(['20', '30'], { '20': neighborsAt('20', '10', ['30']) });
    expect(await stabilize(parts.member)).toBe('quiet');
  });

  it('asks a predecessor between, adopts its list instead, and notifies it', async () => {
    const parts = ring(['20', '30'], {
      '20': neighborsAt('20', '15', ['30']),
      '15': neighborsAt('15', '10', ['20', '30', '40']),
    });
    expect(await stabilize(parts.member)).toBe('moved');
    expect(successors(parts)).toBe('15 20 30 40');
    expect(parts.calls).toEqual(['getNeighbors 20', 'getNeighbors 15', 'notify 15']);
  });

  it('never adopts a predecessor that does not answer', async () => {
    const parts = ring(['20', '30'], { '20': neighborsAt('20', '15', ['30']) });
    expect(await stabilize(parts.member)).toBe('quiet');
    expect(successors(parts)).toBe('20 30');
    expect(parts.calls.at(-1)).toBe('notify 20');
  });

  it('drops dead successors until one answers', async () => {
    const parts = ring(['20', '30', '40'], { '40': neighborsAt('40', '30', ['50', '60']) });
    expect(await stabilize(parts.member)).toBe('moved');
    expect(successors(parts)).toBe('40 50 60');
  });

  it('drops one that is no member any more', async () => {
    const parts = ring(['20', '30'], { '20': 'not_member', '30': neighborsAt('30', '10', ['40']) });
    await stabilize(parts.member);
    expect(successors(parts)).toBe('30 40');
  });

  it('keeps one that is busy, and asks again later', async () => {
    const parts = ring(['20', '30'], { '20': 'busy' });
    expect(await stabilize(parts.member)).toBe('retry');
    expect(successors(parts)).toBe('20 30');
  });

  it('asks again later when the predecessor between is busy', async () => {
    const parts = ring(['20'], { '20': neighborsAt('20', '15', []), '15': 'busy' });
    expect(await stabilize(parts.member)).toBe('retry');
    expect(successors(parts)).toBe('20');
  });

  it('is left alone when all are dead, and says so', async () => {
    const parts = ring(['20', '30'], {});
    let alone = false;
    parts.member.hurryMerge = () => {
      alone = true;
    };
    expect(await stabilize(parts.member)).toBe('moved');
    expect(successors(parts)).toBe('');
    expect(alone).toBe(true);
  });

  it('finds its first successor in its predecessor when it is alone', async () => {
    const parts = ring([], { '80': neighborsAt('80', null, ['10']) });
    parts.member.ring.apply((state) => ({ ...state, predecessor: contactAt('80') }));
    expect(await stabilize(parts.member)).toBe('moved');
    expect(successors(parts)).toBe('80');
  });

  it('forgets a dead predecessor when it is alone', async () => {
    const parts = ring([], {});
    parts.member.ring.apply((state) => ({ ...state, predecessor: contactAt('80') }));
    await stabilize(parts.member);
    expect(parts.member.ring.state.predecessor).toBeNull();
  });

  it('is interim while it waits for an answer, and not after', async () => {
    const seen: boolean[] = [];
    const script = { '20': neighborsAt('20', '15', []), '15': neighborsAt('15', null, ['20']) };
    const parts = ring(['20'], script, ({ member }) => seen.push(member.ring.interim));
    await stabilize(parts.member);
    expect(seen).toEqual([true, true]);
    expect(parts.member.ring.interim).toBe(false);
  });
});
