// Events by way of RabbitMQ: a real broker is killed while files are put, and started again. The ring does not care;
// the queue gets every event, once and in order.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type QueuedEvent, readQueue } from '../../packages/peer/test/broker/read-queue.ts';
import { putNew, read, sha256 } from '../support/files.ts';
import {
  api,
  eventually,
  type FleetPeer,
  fleetStatus,
  type RunningFleet,
  run,
  startFleet,
} from '../support/fleet.ts';
import { startBroker, type TestBroker, whyNoBroker } from '../support/rabbitmq.ts';

const noBroker = whyNoBroker({ mustBeKillable: true });

describe.skipIf(noBroker !== null)('a fleet of three with a broker that dies', () => {
  let broker: TestBroker;
  let fleet: RunningFleet;
  const names = Array.from({ length: 100 }, (_, index) => `event ${String(index).padStart(3, '0')}.txt`);
  const peerOf = (index: number) => fleet.peers[index % 3] as FleetPeer;
  const putEach = async (from: number, to: number) => {
    for (let index = from; index < to; index += 1)
      await putNew(api(fleet, peerOf(index)), names[index] as string, `the content of ${names[index]}`);
  };
  const waysOut = () =>
    Promise.all(
      fleet.peers.map(async (peer) => (await api(fleet, peer).json<{ events: string }>('/v1/state')).events),
    );

  beforeAll(async () => {
    broker = await startBroker({ mustBeKillable: true });
    fleet = await startFleet({ peers: 3, env: { AMQP_URL: broker.url } });
  });
  afterAll(async () => {
    await fleet?.dispose();
    await broker?.stop();
  });

  it('says that its events go by the broker', async () => {
    expect((await fleetStatus(fleet)).events).toEqual({ source: 'amqp', broker: 'connected', reason: '' });
    expect(fleet.output()).toMatch(/^Events go through RabbitMQ at 127\.0\.0\.1:\d+ \(AMQP_URL\)\.$/m);
    await eventually('every peer has published its start', 20_000, waysOut, (ways) =>
      ways.every((way) => way === 'amqp connected'),
    );
    await broker.settle();
  });

  it('goes on putting while the broker is killed, and says that it is down', async () => {
    await putEach(0, 40);
    const killed = broker.kill();
    await putEach(40, 60);
    await killed;
    const { events, ring } = await eventually(
      'the gateway says that the broker is down',
      20_000,
      () => fleetStatus(fleet),
      (status) => status.events.broker === 'disconnected',
    );
    expect(events).toMatchObject({ source: 'amqp', reason: expect.stringMatching(/./) });
    expect(ring).toMatchObject({ ideal: true, members: 3 });
    const ways = await eventually('every peer says that the broker is down', 20_000, waysOut, (states) =>
      states.every((state) => state.startsWith('amqp disconnected')),
    );
    expect(ways.join()).toMatch(/\d+ waiting/);
    await putEach(60, 80);
    const { id } = await putNew(api(fleet, peerOf(0)), 'meanwhile.txt', 'meanwhile');
    expect(await read(api(fleet, peerOf(1)), id)).toBe(sha256('meanwhile'));
  });

  it('delivers the events of all 100 puts in order when the broker is back', async () => {
    await broker.restart();
    await putEach(80, 100);
    await eventually('nothing waits any more', 60_000, waysOut, (ways) =>
      ways.every((way) => way === 'amqp connected'),
    );
    expect((await fleetStatus(fleet)).events).toMatchObject({ source: 'amqp' });
    const queued = await readQueue(broker.url, 'file_notifications');
    const stored = queued.filter(({ type, data }) => isStored(type) && names.includes(data.entry.name));
    expect(stored.map(({ data }) => data.entry.name).sort()).toEqual(names);
    for (const [index, { id }] of fleet.peers.entries()) {
      const own = stored.filter(({ peerid }) => peerid === id);
      expect(own.map(({ data }) => data.entry.name)).toEqual(names.filter((_, at) => at % 3 === index));
      expect(own.map(sequence)).toEqual(own.map(sequence).sort((a, b) => a - b));
    }
    await eventually(
      'the gateway hears the broker again',
      30_000,
      () => fleetStatus(fleet),
      ({ events }) => events.broker === 'connected',
    );
  });

  it('tells the same by `acorde events tail`, from the broker or the peers, and by the gateway', async () => {
    // One more was put while the broker was down.
    const count = names.length + 1;
    const tail = async (...flags: string[]) => {
      const what = ['--since', '10m', '--type', 'file.stored', '--count', String(count), '--json', '--quiet'];
      const args = ['run.mjs', 'acorde', 'events', 'tail', ...what, '--data', fleet.data, ...flags];
      const { stdout } = await run(process.execPath, args, { env: { AMQP_URL: '' } });
      return stdout
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as QueuedEvent).id);
    };
    const since = new Date(Date.now() - 600_000).toISOString();
    const page = await fetch(`${fleet.dashboard}/api/events?since=${since}&type=file.stored&limit=1000`);
    const { source, events } = (await page.json()) as { source: string; events: { id: string }[] };
    // The gateway began later than that: it asked the timeline.
    expect(source).toBe('timeline');
    const byPeer = (ids: readonly string[]) =>
      fleet.peers.map(({ id }) => ids.filter((one) => one.startsWith(id)));
    const shown = byPeer(events.map(({ id }) => id));
    expect(shown.flat().length).toBe(count);
    expect(byPeer(await tail('--amqp', broker.url))).toEqual(shown);
    expect(byPeer(await tail())).toEqual(shown);
  });
});

function isStored(type: string): boolean {
  return type === 'acorde.v1.file.stored';
}

function sequence(event: QueuedEvent): number {
  return Number(event.sequence);
}
