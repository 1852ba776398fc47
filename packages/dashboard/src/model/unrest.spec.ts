import { describe, expect, it } from 'vitest';
import type { Change, ServerMessage } from '../wire.ts';
import { event, peer, snapshot } from './fixtures.ts';
import { EMPTY_FLEET, type FleetState } from './fleet-state.ts';
import { reduce } from './reduce.ts';

const elm = peer('elm', '2');
const ring = (ideal: boolean): Change => ({ kind: 'ring', ring: { ideal, members: 1, unsettled: [] } });
const repair = (type: 'repair.started' | 'repair.finished', fileId: string): Change => ({
  kind: 'fact',
  event: event(type, elm, { fileId, copies: 1, peerId: elm.peerId, error: '' }, 3),
});

function live(...steps: [atMs: number, ...changes: Change[]][]): FleetState {
  const messages: ServerMessage[] = [
    snapshot([elm], { seq: 0 }),
    ...steps.map(([atMs, ...changes], i) => ({ type: 'delta', seq: i + 1, atMs, changes }) as const),
  ];
  return messages.reduce(
    (state, message) => reduce(state, { type: 'message', message, atMs: 1 }),
    EMPTY_FLEET,
  );
}

describe('unrest', () => {
  it('lasts from the first sign until the ring is in order', () => {
    expect(live([1_000, ring(false)]).unrest.sinceMs).toBe(1_000);
    const { unrest } = live([1_000, ring(false)], [4_200, ring(true)]);
    expect(unrest).toMatchObject({ sinceMs: null, settled: { tookMs: 3_200, atMs: 4_200, repairs: 0 } });
  });

  it('goes on while copies are restored, and counts them', () => {
    const { unrest } = live(
      [1_000, ring(false)],
      [1_500, repair('repair.started', 'a')],
      [1_600, repair('repair.started', 'b'), ring(true)],
      [2_000, repair('repair.finished', 'a')],
    );
    expect(unrest).toMatchObject({ sinceMs: 1_000, repairsStarted: 2, repairsDone: 1 });
  });

  it('ends with the last repair', () => {
    const { unrest } = live([1_000, repair('repair.started', 'a')], [9_000, repair('repair.finished', 'a')]);
    expect(unrest.settled).toEqual({ tookMs: 8_000, atMs: 9_000, repairs: 1 });
  });

  it('is not told of a page that has seen nothing change', () => {
    expect(live([1_000, ring(true)]).unrest).toEqual(EMPTY_FLEET.unrest);
  });
});
