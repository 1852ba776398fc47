// How long a fleet of eight needs until every file has its three copies again after one peer was killed. Beside it, what
// the disk needs for the same bytes: small files written with one fsync each, large ones copied and synced. Repair begins
// after a delay, so that a restart is no loss; the table tells the time with that delay, and from the first copy on.
// Flags: --files N (10000, of 4 KiB), --large N (16, of 16 MiB; 0: none), --round small|large (both).
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { FileService } from '../packages/protocol/src/gen/acorde/v1/file_pb.ts';
import { type BenchNetwork, type BenchPeer, startNetwork } from './support/network.ts';
import { printMachine, printTable } from './support/timing.ts';

const PEERS = 8;
const COPIES = 3;
const SMALL_BYTES = 4096;
const LARGE_BYTES = 16 * 1024 * 1024;
const BATCH_FILES = 128;
const POLL_MS = 100;
const REPLICATED_MS_MAX = 120_000;
const RECOVERED_MS_MAX = 280_000;

interface Recovery {
  readonly what: string;
  readonly lostCopies: number;
  readonly disk: string;
  readonly diskSeconds: number;
  readonly seconds: number;
  readonly copyingSeconds: number;
}

export async function benchRecovery(args: readonly string[]): Promise<void> {
  const options = {
    files: { type: 'string' },
    large: { type: 'string' },
    round: { type: 'string' },
  } as const;
  const { values } = parseArgs({ args: [...args], options });
  const files = Number(values.files ?? 10_000);
  const large = Number(values.large ?? 16);
  const results: Recovery[] = [];
  if (values.round !== 'large')
    results.push(await recover(`${files} files of 4 KiB`, files, SMALL_BYTES, putSmall));
  if (values.round !== 'small' && large > 0)
    results.push(await recover(`${large} files of 16 MiB`, large, LARGE_BYTES, putLarge));
  printMachine(`npm run bench -- recovery --files ${files} --large ${large}`, 1);
  print(results);
}

type Put = (network: BenchNetwork, count: number) => Promise<void>;

async function recover(what: string, count: number, bytes: number, put: Put): Promise<Recovery> {
  const folder = mkdtempSync(join(tmpdir(), 'acorde-recovery-'));
  const network = await startNetwork(folder, { count: PEERS, replicas: COPIES });
  try {
    await put(network, count);
    await until(network.peers, count * COPIES, REPLICATED_MS_MAX);
    const [killed, ...others] = network.peers;
    const before = await copiesAt(others);
    const lostCopies = count * COPIES - before;
    process.stderr.write(`  ${what}: ${lostCopies} copies were at the peer that is killed\n`);
    const disk = onDisk(folder, lostCopies, bytes);
    const startMs = performance.now();
    await killed?.kill();
    const firstMs = await until(others, before + 1, RECOVERED_MS_MAX);
    await until(others, count * COPIES, RECOVERED_MS_MAX);
    const endMs = performance.now();
    process.stderr.write(`  ${what}: whole again after ${((endMs - startMs) / 1000).toFixed(1)} s\n`);
    return {
      ...{ what, lostCopies, ...disk },
      seconds: (endMs - startMs) / 1000,
      copyingSeconds: (endMs - firstMs) / 1000,
    };
  } finally {
    await network.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function putSmall(network: BenchNetwork, count: number): Promise<void> {
  const { peers, client, token } = network;
  const headers = { authorization: `Bearer ${token}` };
  const share = async (peer: BenchPeer, at: number) => {
    async function* requests() {
      for (let from = at; from < count; from += PEERS * BATCH_FILES) {
        const indexes = Array.from({ length: BATCH_FILES }, (_, i) => from + i * PEERS);
        const files = indexes.filter((index) => index < count).map((index) => small(index));
        yield { files };
      }
    }
    for await (const { results } of client.bulk(FileService, peer).client.putBatch(requests(), { headers }))
      for (const { outcome } of results) if (outcome.case === 'error') throw new Error(outcome.value.message);
  };
  // All peers share the cores of this machine: one after the other is as fast as all at once.
  for (const [at, peer] of peers.entries()) await share(peer, at);
}

const small = (index: number) => ({ header: { name: `${index}.bin` }, data: randomBytes(SMALL_BYTES) });

async function putLarge({ peers }: BenchNetwork, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const answer = await peers[index % PEERS]!.rest.put(
      `${index}.bin`,
      Uint8Array.from(randomBytes(LARGE_BYTES)),
    );
    if (answer.status !== 201) throw new Error(`put: ${answer.status} ${await answer.text()}`);
  }
}

/** Resolves with the moment at which the peers have so many copies together. */
async function until(peers: readonly BenchPeer[], copies: number, timeoutMs: number): Promise<number> {
  const endMs = performance.now() + timeoutMs;
  let toldMs = performance.now();
  for (;;) {
    const have = await copiesAt(peers);
    if (have >= copies) return performance.now();
    if (performance.now() > endMs) throw new Error(`only ${have} of ${copies} copies are there`);
    if (performance.now() > toldMs + 2000) {
      toldMs = performance.now();
      process.stderr.write(`  ${have} of ${copies} copies\n`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function copiesAt(peers: readonly BenchPeer[]): Promise<number> {
  const counts = await Promise.all(
    peers.map(
      async ({ rest }) => (await rest.json<{ holdings: { files: number } }>('/v1/state')).holdings.files,
    ),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** What the disk alone needs for as many bytes. */
function onDisk(folder: string, count: number, bytes: number): { disk: string; diskSeconds: number } {
  const data = randomBytes(bytes);
  const startMs = performance.now();
  for (let index = 0; index < count; index += 1) {
    const file = openSync(join(folder, `reference-${index}`), 'w');
    writeSync(file, data);
    fsyncSync(file);
    closeSync(file);
  }
  const diskSeconds = (performance.now() - startMs) / 1000;
  for (let index = 0; index < count; index += 1) rmSync(join(folder, `reference-${index}`));
  return { disk: `${count} files written, one fsync each`, diskSeconds };
}

function print(results: readonly Recovery[]): void {
  const rows = results.flatMap((one) => [
    [one.what, one.disk, `${one.diskSeconds.toFixed(2)} s`, ''],
    [
      one.what,
      `${one.lostCopies} copies made anew, from the first to the last`,
      `${one.copyingSeconds.toFixed(2)} s`,
      `${(one.diskSeconds / one.copyingSeconds).toFixed(2)} of the disk`,
    ],
    [
      one.what,
      'from the kill to three copies of each, with the delay of repair',
      `${one.seconds.toFixed(2)} s`,
      '',
    ],
  ]);
  printTable(`One of ${PEERS} peers is killed`, ['files', 'what', 'time', 'ratio'], rows);
}
