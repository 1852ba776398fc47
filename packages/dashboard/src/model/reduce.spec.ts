import { describe, expect, it } from 'vitest';
import type { ServerMessage } from '../wire.ts';
import { contact, event, hop, id, peer, snapshot } from './fixtures.ts';
import { EMPTY_FLEET, FEED_MAX, type FleetState, TRACES_MAX } from './fleet-state.ts';
import { reduce } from './reduce.ts';

const elm = peer('elm', '2');
const oak = peer('oak', '8');
const hear = (state: FleetState, ...messages: ServerMessage[]) =>
  messages.reduce((before, message) => reduce(before, { type: 'message', message, atMs: 9_000 }), state);
const delta = (
  seq: number,
  ...changes: Extract<ServerMessage, { type: 'delta' }>['changes'][number][]
): ServerMessage => ({
  type: 'delta',
  seq,
  atMs: 5_000,
  changes,
});
const live = hear(EMPTY_FLEET, snapshot([elm, oak]));

describe('a snapshot', () => {
  it('makes the page live and tells the gateway clock from ours', () => {
    expect(live.link).toEqual({ status: 'live', heardAtMs: 9_000 });
    expect(live.skewMs).toBe(-4_000);
    expect([...live.peers.keys()]).toEqual([elm.peerId, oak.peerId]);
  });

  it('after a gap marks the feed and keeps each event once', () => {
    const left = event('peer.left', oak, { member: contact(oak) }, 3);
    const before = hear(live, delta(8, { kind: 'fact', event: left }));
    const joined = event('peer.joined', elm, { member: contact(elm), via: null }, 4);
    const after = hear(before, snapshot([elm], { epoch: 'e2', seq: 0, recent: [left, joined] }));
    expect(after.feed.map((item) => (item.kind === 'event' ? item.event.id : item.kind))).toEqual([
      left.id,
      'resync',
      joined.id,
    ]);
    expect(after.peers.size).toBe(1);
  });
});

describe('deltas', () => {
  it('replace a peer whole, remove it, and keep what did not change the same object', () => {
    const failed = { ...oak, state: 'failed' as const };
    const after = hear(live, delta(8, { kind: 'peer', peer: failed }));
    expect(after.peers.get(oak.peerId)).toBe(failed);
    expect(after.peers.get(elm.peerId)).toBe(elm);
    expect(after.files).toBe(live.files);
    expect(hear(after, delta(9, { kind: 'peer_removed', peerId: oak.peerId })).peers.has(oak.peerId)).toBe(
      false,
    );
  });

  it.each([6, 7, 9])('number %d after 7 change nothing', (seq) => {
    const after = hear(live, delta(seq, { kind: 'peer_removed', peerId: elm.peerId }));
    expect(after.peers).toBe(live.peers);
    expect(after.seq).toBe(7);
  });

  it('before any snapshot change nothing', () => {
    expect(hear(EMPTY_FLEET, delta(1, { kind: 'peer', peer: elm })).peers.size).toBe(0);
  });

  it('of a kind that this page does not know yet are passed over', () => {
    const unknown = { kind: 'weather' } as unknown as Parameters<typeof delta>[1];
    expect(hear(live, delta(8, unknown)).seq).toBe(8);
  });

  it('count repairs from start to finish', () => {
    const data = { fileId: id('a'), copies: 2, peerId: oak.peerId };
    const started = hear(live, delta(8, { kind: 'fact', event: event('repair.started', elm, data, 1) }));
    expect(started.repairs.size).toBe(1);
    const end = event('repair.finished', elm, { fileId: id('a'), peerId: oak.peerId, error: '' }, 2);
    expect(hear(started, delta(9, { kind: 'fact', event: end })).repairs.size).toBe(0);
  });
});

describe('telemetry of a lookup', () => {
  const hopEvent = (index: number, lookupId = 'l1') =>
    event('lookup.hop', elm, { lookupId, key: id('9'), routing: 'classic', hop: hop(index, elm, oak) });
  const end = event('lookup.ended', elm, {
    lookupId: 'l1',
    key: id('9'),
    routing: 'classic',
    owner: contact(oak),
    hops: 2,
    ms: 4,
    error: '',
  });

  it('makes one trace, in the order of the hops, whatever order they come in', () => {
    const after = hear(live, { type: 'telemetry', events: [hopEvent(2), hopEvent(1), hopEvent(1), end] });
    const trace = after.traces.get('l1');
    expect(trace?.hops.map((h) => h.index)).toEqual([1, 2]);
    expect(trace?.end).toEqual({ ownerId: id('8'), hops: 2, ms: 4, error: '' });
  });

  it('with its hops lost is still a trace with an end', () => {
    expect(hear(live, { type: 'telemetry', events: [end] }).traces.get('l1')).toMatchObject({
      hops: [],
      end: { hops: 2 },
    });
  });

  it('is kept for the last lookups only', () => {
    const events = Array.from({ length: TRACES_MAX + 5 }, (_, i) => hopEvent(1, `l${i}`));
    const { traces } = hear(live, { type: 'telemetry', events });
    expect(traces.size).toBe(TRACES_MAX);
    expect(traces.has('l4')).toBe(false);
  });
});

describe('telemetry of a transfer', () => {
  const progress = (state: string, moved: number) =>
    event('transfer.progress', elm, {
      transfer: {
        transferId: '1',
        kind: 'get',
        fileId: id('a'),
        name: 'a',
        size: 10,
        moved,
        state,
        startTimeMs: 0,
        bytesPerSecond: 0,
        secondsLeft: null,
        sources: [],
        pieces: null,
        copies: 0,
        copiesWanted: 0,
      },
    });

  it('shows every step and says only the end in the feed', () => {
    const running = hear(live, {
      type: 'telemetry',
      events: [progress('running', 3), progress('running', 6)],
    });
    expect([...running.transfers.values()].map((one) => one.transfer.moved)).toEqual([6]);
    expect(running.feed).toHaveLength(0);
    expect(hear(running, { type: 'telemetry', events: [progress('done', 10)] }).feed).toHaveLength(1);
  });
});

describe('the feed', () => {
  it('holds the last ten thousand and knows how many there were', () => {
    const fact = (seq: number) =>
      ({ kind: 'fact', event: event('peer.left', elm, { member: null }, seq) }) as const;
    const changes = Array.from({ length: FEED_MAX + 20 }, (_, i) => fact(i + 1));
    const step = hear(live, delta(8, ...changes.slice(0, 10)), delta(9, ...changes.slice(10, 40)));
    expect(step.feed).toHaveLength(40);
    const full = { ...step, feed: Array.from({ length: FEED_MAX }, () => step.feed[0]!) };
    expect(hear(full, delta(10, fact(99_999))).feed).toHaveLength(FEED_MAX);
    expect(step.feedCount).toBe(40);
  });
});

describe('the link', () => {
  it('is lost when the socket says so, and live again with the next message', () => {
    const lost = reduce(live, { type: 'link', status: 'lost' });
    expect(lost.link).toEqual({ status: 'lost', heardAtMs: 9_000 });
    expect(hear(lost, { type: 'tick', seq: 7, atMs: 5_000 }).link.status).toBe('live');
  });
});
