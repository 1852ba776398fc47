import { describe, expect, it } from 'vitest';
import { contactAt } from '../test/support/contact-at.ts';
import { SeededRandom } from '../test/support/seeded-random.ts';
import { VirtualClock } from '../test/support/virtual-clock.ts';
import { VirtualNetwork } from '../test/support/virtual-network.ts';
import type { ChordEvent } from './chord-event.ts';
import { ChordNode } from './chord-node.ts';
import { DEMO } from './chord-parameters.ts';

function node(place = '10', changed: Partial<typeof DEMO> = {}) {
  const clock = new VirtualClock();
  const random = new SeededRandom(1);
  const network = new VirtualNetwork(clock, random);
  const self = contactAt(place);
  const events: ChordEvent[] = [];
  const parts = {
    self,
    clock,
    random,
    remote: network.remoteOf(self),
    events: { emit: (e: ChordEvent) => events.push(e) },
  };
  return { node: new ChordNode({ ...parts, parameters: { ...DEMO, ...changed } }), clock, events };
}

describe('a node before its start', () => {
  it('is no member: it answers pings and nothing else', async () => {
    const { node: joining } = node();
    const request = { key: contactAt('20').memberId, excluded: [], routing: 'auto' as const };
    expect(joining.snapshot()).toMatchObject({ joined: false, phase: 'joining' });
    expect(() => joining.handlePing()).not.toThrow();
    const refusal = expect.objectContaining({ kind: 'not_member' });
    expect(() => joining.handleGetNeighbors()).toThrow(refusal);
    expect(() => joining.handleLookupStep(request)).toThrow(refusal);
    await expect(joining.handleNotify(contactAt('20'))).rejects.toEqual(refusal);
    await expect(joining.lookup(request.key).next()).rejects.toMatchObject({ code: 'NOT_JOINED' });
    expect(joining.owns(request.key)).toBe(false);
  });

  it('refuses what cannot work', () => {
    expect(() => node('10', { callTimeoutMs: 100 })).toThrow(RangeError);
  });

  it('starts once', async () => {
    const { node: once } = node();
    await once.start([]);
    await expect(once.start([])).rejects.toThrow('once');
    once.stop();
  });
});

describe('a node that is stopped', () => {
  it('while it joins, has not started', async () => {
    const { node: stopped, clock, events } = node();
    const started = stopped.start([contactAt('20')]);
    await clock.advance(10);
    stopped.stop();
    await expect(started).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(events).toEqual([]);
  });

  it('before its start has come to anything, stays stopped', async () => {
    const { node: stopped, events } = node();
    const started = stopped.start([]);
    stopped.stop();
    await expect(started).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(stopped.snapshot().phase).toBe('stopped');
    expect(events).toEqual([]);
  });

  it('answers not even pings', async () => {
    const { node: stopped } = node();
    await stopped.start([]);
    stopped.stop();
    expect(() => stopped.handlePing()).toThrow(expect.objectContaining({ kind: 'not_member' }));
  });

  it('leaves from a ring of one without a word to anybody', async () => {
    const { node: alone, events } = node();
    await alone.start([]);
    await alone.leave();
    expect(events.map((event) => event.type)).toEqual(['joined', 'left']);
  });
});

describe('the contacts of a node', () => {
  it('are learned, given back, and forgotten', async () => {
    const { node: one } = node();
    one.learn([contactAt('10'), contactAt('20'), contactAt('30')]);
    one.forget(contactAt('20').memberId);
    expect(one.known()).toEqual([contactAt('30')]);
  });
});
