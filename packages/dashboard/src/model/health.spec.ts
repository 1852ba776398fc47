import { describe, expect, it } from 'vitest';
import { en } from '../text/en.ts';
import { es } from '../text/es.ts';
import type { PeerView } from '../wire.ts';
import { peer } from './fixtures.ts';
import { EMPTY_FLEET } from './fleet-state.ts';
import { healthOf } from './health.ts';

const elm = peer('elm', '2');
const oak = peer('oak', '8');
function health(peers: readonly PeerView[], ideal = true, repairs: readonly string[] = []) {
  const ring = {
    ideal,
    members: peers.filter((p) => p.state === 'up').length,
    unsettled: ideal ? [] : ['x'],
  };
  return healthOf({
    ...EMPTY_FLEET,
    epoch: 'e',
    peers: new Map(peers.map((p) => [p.peerId, p])),
    ring,
    repairs: new Set(repairs),
  });
}
const sentence = (...args: Parameters<typeof health>) =>
  en.health(health(...args).finding, health(...args).counts);

describe('the health of the fleet in one sentence', () => {
  it.each([
    ['one ring in order', sentence([elm, oak]), 'One ring of 2 members, in order'],
    [
      'a failure before all else',
      sentence([elm, { ...oak, state: 'failed' }], false),
      'oak failed; the ring is closing',
    ],
    [
      'a failure that the ring is over',
      sentence([elm, { ...oak, state: 'failed' }]),
      'oak failed; the ring of 1 has closed',
    ],
    ['a suspicion', sentence([elm, { ...oak, suspect: true }]), 'Checking oak'],
    ['somebody on the way', sentence([elm, { ...oak, state: 'joining' }]), 'oak on the way'],
    ['members out of place', sentence([elm, oak], false), 'Settling: 1 member not in place yet'],
    ['copies being restored', sentence([elm, oak], true, ['a', 'b']), 'One ring; restoring 2 copies'],
    ['an empty fleet', sentence([]), 'No peer has joined yet'],
  ])('tells %s', (_, said, expected) => {
    expect(said).toBe(expected);
  });

  it('does not count a failed peer as up', () => {
    expect(health([elm, { ...oak, state: 'failed' }]).counts).toMatchObject({ peers: 2, up: 1 });
  });

  it('says the same in Spanish', () => {
    const { finding, counts } = health([elm, oak]);
    expect(es.health(finding, counts)).toBe('Un anillo de 2 miembros, en orden');
  });
});
