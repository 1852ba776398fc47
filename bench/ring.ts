// The ring by the clock: how soon it is ideal, what a lookup costs beside one call, what a join costs the others, and
// what it costs to keep. Flags: --peers N (64), --kill K (8), --parts start,join,bytes, --in-process, --at-once K (1, for
// start), --sizes 8,16,32,64 (for join), --seconds S (for bytes). A part by itself takes one to four minutes.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { PeerClient } from '../packages/peer/src/rpc/peer-client.ts';
import { Routing } from '../packages/protocol/src/gen/acorde/v1/ring_pb.ts';
import { clientOf } from './support/network.ts';
import { lookUp, roundTripMs, type TimedLookup, untilIdeal } from './support/ring-client.ts';
import { prepareRing, type RingPeer, type RingPeers } from './support/ring-peers.ts';
import { median, printMachine, printTable } from './support/timing.ts';
import { countWireBytes, wireBytes } from './support/wire-bytes.ts';

const IDEAL_MS_MAX = 120_000;
const LOOKUPS = 400;
const LOOKUPS_AT_ONCE = 4;
const JOIN_WINDOW_MS = 4_000;
/** After that a quiet ring's timers have backed off. */
const SETTLE_MS = { default: 120_000, demo: 15_000 };
/** As in the churn of the Bamboo paper. */
const SESSION_MS = 84_000;

interface Options {
  readonly peers: number;
  readonly kill: number;
  readonly inProcess: boolean;
  /** Peers that are started side by side. */
  readonly atOnce: number;
  readonly sizes: readonly number[];
  readonly seconds: number;
}

interface Stage {
  readonly ring: RingPeers;
  readonly client: PeerClient;
  readonly peers: RingPeer[];
}

const PARTS: Record<string, (options: Options) => Promise<void>> = { start, join: joins, bytes };

export async function benchRing(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      peers: { type: 'string', default: '64' },
      kill: { type: 'string', default: '8' },
      parts: { type: 'string', default: 'start,join,bytes' },
      sizes: { type: 'string', default: '8,16,32,64' },
      seconds: { type: 'string', default: '60' },
      'at-once': { type: 'string', default: '1' },
      'in-process': { type: 'boolean', default: false },
    },
  });
  const options = {
    peers: Number(values.peers),
    kill: Number(values.kill),
    inProcess: values['in-process'],
    atOnce: Number(values['at-once']),
    sizes: values.sizes.split(',').map(Number),
    seconds: Number(values.seconds),
  };
  for (const part of values.parts.split(',')) {
    const run = PARTS[part];
    if (!run) throw new Error(`no part "${part}"; parts: ${Object.keys(PARTS).join(', ')}`);
    await run(options);
  }
  printMachine('npm run bench -- ring', 1);
}

async function onStage(
  options: { inProcess: boolean; timing: 'demo' | 'default' },
  play: (stage: Stage) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'acorde-ring-'));
  const ring = await prepareRing(folder, options);
  const client = await clientOf(ring.network);
  const peers: RingPeer[] = [];
  try {
    await play({ ring, client, peers });
  } finally {
    client.stop();
    await Promise.all(peers.map((peer) => peer.kill()));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One or a few at once, each by the addresses of those before it. Resolves with the milliseconds of the last start. */
async function grow({ ring, peers }: Stage, count: number, atOnce = 1): Promise<number> {
  let lastMs = 0;
  while (peers.length < count) {
    const startMs = performance.now();
    const known = peers.map(({ address }) => address);
    // The first one is alone: somebody must be the ring that the others find.
    const starts = peers.length === 0 ? 1 : Math.min(atOnce, count - peers.length);
    const one = async () => void peers.push(await ring.start(known));
    await Promise.all(Array.from({ length: starts }, one));
    lastMs = performance.now() - startMs;
    process.stderr.write(`\r  ${peers.length} of ${count} peers`);
  }
  process.stderr.write('\n');
  return lastMs;
}

async function start({ peers: count, kill, inProcess, atOnce }: Options): Promise<void> {
  await onStage({ inProcess, timing: 'demo' }, async (stage) => {
    const { client, peers } = stage;
    const rows: string[][] = [];
    // Also at once: a run of many processes may be cut short.
    const tell = (...measured: string[][]) => {
      rows.push(...measured);
      for (const row of measured) process.stderr.write(`  ${row.join(' | ')}\n`);
    };
    const lastStartMs = await grow(stage, count, atOnce);
    tell([`start of the last ${atOnce === 1 ? 'peer' : `${atOnce} peers`}`, milliseconds(lastStartMs)]);
    tell(['ideal after the last start', milliseconds(await untilIdeal(client, peers, IDEAL_MS_MAX))]);
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS.demo));
    tell(...(await lookupRows(client, peers, ', in a young ring')));
    await warmUp(stage);
    tell(...(await lookupRows(client, peers, '')));
    const victims = peers.splice(0, kill);
    await Promise.all(victims.map((peer) => peer.kill()));
    tell(...(await lookupRows(client, peers, `, right after ${kill} were killed`)));
    tell([
      `ideal after ${kill} were killed and these lookups`,
      milliseconds(await untilIdeal(client, peers, IDEAL_MS_MAX)),
    ]);
    const where = inProcess ? 'one process' : `${count} processes`;
    printTable(`${count} peers in ${where}`, ['what', 'measured'], rows);
  });
}

/** Lookups that nobody counts, as many by each peer as there are peers: then two of three pairs have called each other, and
 * the middle of what is measured afterwards has no handshake in it. */
async function warmUp({ client, peers }: Stage): Promise<void> {
  const workers = peers.map(async (peer) => {
    for (let i = 0; i < peers.length; i += 1) await lookUp(client, peer);
  });
  await Promise.all(workers);
}

async function lookupRows(client: PeerClient, peers: readonly RingPeer[], when: string): Promise<string[][]> {
  // Calls and lookups by turns, so that the machine treats both alike.
  const trips: number[] = [];
  const lookups: TimedLookup[] = [];
  for (let i = 0; i < LOOKUPS; i += 1) {
    const peer = peers[i % peers.length] as RingPeer;
    trips.push(await roundTripMs(client, peer));
    lookups.push(await lookUp(client, peer));
  }
  const classic = await Promise.all(peers.map((peer) => lookUp(client, peer, Routing.CLASSIC)));
  const tripMs = median(trips);
  const times = timesOf(lookups);
  return [
    [`one round trip, p50${when}`, milliseconds(tripMs)],
    [`lookup, p50${when}`, `${milliseconds(median(times))}, ${ratio(median(times), tripMs)} round trips`],
    [`its questions, p50${when}`, milliseconds(median(lookups.map(({ asking }) => asking)))],
    [`lookup, p99${when}`, milliseconds(quantile(times, 0.99))],
    [`hops, mean${when}`, mean(lookups.filter(({ ms }) => ms !== null).map(({ hops }) => hops)).toFixed(2)],
    [`hops of a classic lookup, mean${when}`, mean(classic.map(({ hops }) => hops)).toFixed(2)],
    [`failed${when}`, `${lookups.filter(({ ms }) => ms === null).length} of ${lookups.length}`],
  ];
}

async function joins({ sizes, inProcess }: Options): Promise<void> {
  const rows: string[][] = [];
  await onStage({ inProcess, timing: 'demo' }, async (stage) => {
    for (const size of sizes) {
      await grow(stage, size);
      await untilIdeal(stage.client, stage.peers, IDEAL_MS_MAX);
      await lookupsFor(stage, JOIN_WINDOW_MS / 2);
      const before = await lookupsFor(stage, JOIN_WINDOW_MS);
      const joining = grow(stage, size + 1);
      const during = await lookupsFor({ ...stage, peers: [...stage.peers] }, JOIN_WINDOW_MS);
      const joinMs = await joining;
      const idealMs = await untilIdeal(stage.client, stage.peers, IDEAL_MS_MAX);
      const rate = (lookups: readonly TimedLookup[]) => (timesOf(lookups).length * 1000) / JOIN_WINDOW_MS;
      const row = [
        String(size),
        milliseconds(joinMs),
        milliseconds(idealMs),
        rate(before).toFixed(0),
        rate(during).toFixed(0),
        ratio(rate(during), rate(before)),
        String(during.filter(({ ms }) => ms === null).length),
      ];
      process.stderr.write(`  ${row.join(' | ')}\n`);
      rows.push(row);
    }
  });
  const head = [
    'peers',
    'start and join of one more',
    'ideal after that',
    'lookups/s before',
    'during the join',
  ];
  printTable(`A join, ${inProcess ? 'one process' : 'processes'}`, [...head, 'ratio', 'failed during'], rows);
}

/** Lookups, a few at once, for so long. */
async function lookupsFor({ client, peers }: Stage, ms: number): Promise<TimedLookup[]> {
  const endMs = performance.now() + ms;
  const lookups: TimedLookup[] = [];
  let next = 0;
  const worker = async () => {
    while (performance.now() < endMs)
      lookups.push(await lookUp(client, peers[next++ % peers.length] as RingPeer));
  };
  await Promise.all(Array.from({ length: LOOKUPS_AT_ONCE }, worker));
  return lookups;
}

/** What the peers send over their connections; all in this process, which does nothing else. */
async function bytes({ peers: count, seconds }: Options): Promise<void> {
  const size = Math.min(count, 16);
  const rows: string[][] = [];
  countWireBytes();
  for (const timing of ['default', 'demo'] as const) {
    await onStage({ inProcess: true, timing }, async (stage) => {
      await grow(stage, size);
      await untilIdeal(stage.client, stage.peers, IDEAL_MS_MAX);
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS[timing]));
      const idle = await sentPerSecond(seconds, async () => undefined);
      const churn = await sentPerSecond(seconds, (endMs) => churnUntil(stage, endMs, SESSION_MS / size));
      const row = [timing, String(size), (idle / size).toFixed(0), (churn / size).toFixed(0)];
      process.stderr.write(`  ${row.join(' | ')}\n`);
      rows.push(row);
    });
  }
  const head = ['timing', 'peers', 'idle, B/s a peer', `sessions of ${SESSION_MS / 1000} s, B/s a peer`];
  printTable('What it costs to keep the ring (sent over TCP, with TLS, HTTP/2 and handshakes)', head, rows);
}

async function sentPerSecond(seconds: number, work: (endMs: number) => Promise<void>): Promise<number> {
  const before = wireBytes();
  const endMs = performance.now() + seconds * 1000;
  await work(endMs);
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, endMs - performance.now())));
  return (wireBytes() - before) / seconds;
}

/** One peer goes without a farewell and another comes, again and again. */
async function churnUntil(stage: Stage, endMs: number, everyMs: number): Promise<void> {
  for (let dueMs = performance.now() + everyMs; dueMs < endMs; dueMs += everyMs) {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueMs - performance.now())));
    const [victim] = stage.peers.splice(0, 1);
    await victim?.kill();
    await grow(stage, stage.peers.length + 1);
  }
}

const timesOf = (lookups: readonly TimedLookup[]) => lookups.map(({ ms }) => ms).filter((ms) => ms !== null);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const milliseconds = (ms: number) => (ms < 100 ? `${ms.toFixed(2)} ms` : `${(ms / 1000).toFixed(2)} s`);
const ratio = (a: number, b: number) => (a / b).toFixed(2);

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
}
