// A browser that is away for ten minutes, while peers die, come back and change their neighbours: what it gets on its
// return makes its state that of a browser which comes fresh, and costs fewer bytes than that one's snapshot.
import { expect, test } from 'vitest';
import { EMPTY_FLEET } from '../src/model/fleet-state.ts';
import { reduce } from '../src/model/reduce.ts';
import type { Cursor, ServerMessage } from '../src/wire.ts';
import { createFakeFleet } from '../test/support/fake-fleet.ts';
import { createManualSystem } from '../test/support/manual-system.ts';
import { createFleet } from './fleet.ts';
import { createDirectSource } from './source/direct.ts';

const MINUTE_MS = 60_000;
const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

async function open(peers: number) {
  const system = createManualSystem();
  const fake = createFakeFleet(system);
  for (let index = 1; index <= peers; index += 1) fake.add(index * 8);
  fake.settleRing();
  const { dialer } = fake;
  const fleet = createFleet({
    ...{ dialer, system, logger, seeds: fake.peers.map(({ address }) => address), stateAgeMsMax: 5000 },
    source: (handlers) => createDirectSource({ dialer, handlers, system }),
  });
  fleet.start();
  await system.advance(2000);

  /** A page: its state, how it was greeted, and how many bytes it got. */
  function page(from = EMPTY_FLEET, cursor?: Cursor) {
    const self = { state: from, greeting: '', bytes: 0, leave: () => {} };
    self.leave = fleet.hub.join(
      {
        send(text) {
          const message = JSON.parse(text) as ServerMessage;
          self.greeting ||= message.type;
          self.bytes += text.length;
          self.state = reduce(self.state, { type: 'message', message, atMs: 0 });
        },
        bufferedBytes: () => 0,
        close: () => {},
      },
      cursor,
    );
    return self;
  }

  async function churn(ms: number, pauseMs: number): Promise<void> {
    for (let spentMs = 0; spentMs < ms; spentMs += pauseMs) {
      const victim = fake.peers[Math.floor(spentMs / pauseMs) % peers];
      if (victim?.life === 'dead') victim.restart();
      else victim?.die();
      fake.settleRing();
      for (const peer of fake.peers) if (peer.life === 'up') peer.heartbeat();
      await system.advance(pauseMs);
    }
  }

  return { system, fleet, fake, page, churn };
}

const shown = ({ state }: { state: typeof EMPTY_FLEET }) => ({
  seq: state.seq,
  // A fact that changes nothing else of a peer moves its number alone, which is not told.
  peers: [...state.peers.values()]
    .map((peer) => ({ ...peer, seq: 0 }))
    .sort((a, b) => (a.peerId < b.peerId ? -1 : 1)),
  ring: state.ring,
  files: state.files,
});

test.each([
  ['little', 60_000],
  ['much', 2_000],
])(
  'away for ten minutes with %s churn: the same state as a fresh page, and no more bytes',
  async (_, pauseMs) => {
    const { fleet, page, churn } = await open(8);
    const away = page();
    away.leave();
    await churn(10 * MINUTE_MS, pauseMs);
    const { epoch, seq } = away.state;
    const back = page(away.state, { epoch, seq });
    const fresh = page();
    expect(shown(back)).toEqual(shown(fresh));
    expect(back.state.seq).toBe(fleet.hub.cursor().seq);
    expect(back.bytes).toBeLessThanOrEqual(fresh.bytes);
    await fleet.stop();
  },
  60_000,
);

test('with little churn the cursor is held: it resumes, with fewer bytes and every fact', async () => {
  const { fleet, page, churn } = await open(8);
  const away = page();
  away.leave();
  const before = fleet.history.after(0, 1000).seq;
  await churn(10 * MINUTE_MS, 2 * MINUTE_MS);
  const { epoch, seq } = away.state;
  const back = page(away.state, { epoch, seq });
  const fresh = page();
  expect([back.greeting, fresh.greeting]).toEqual(['resumed', 'snapshot']);
  expect(back.bytes).toBeLessThan(fresh.bytes);
  const missed = fleet.history.after(before, 1000).events;
  expect(missed.length).toBeGreaterThan(0);
  const feed = back.state.feed.flatMap((item) => (item.kind === 'event' ? [item.event.id] : []));
  expect(feed.slice(-missed.length)).toEqual(missed.map(({ id }) => id));
  await fleet.stop();
}, 60_000);
