// Many small files, and many short calls. Puts are acknowledged when two of three peers have bytes and records on their
// disks; the reference writes each file three times with one fsync for each. Gets ask with the same two curls, each over
// one connection that is kept, as they ask nginx. Flags: --files N (2000), --rounds N (3), --calls N (20000).
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MemberService } from '../packages/protocol/src/gen/acorde/internal/v1/member_pb.ts';
import { FileService } from '../packages/protocol/src/gen/acorde/v1/file_pb.ts';
import { runCommand } from './support/command.ts';
import { type BenchNetwork, startNetwork } from './support/network.ts';
import {
  type Contestant,
  cpuSeconds,
  peakRssMb,
  printMachine,
  printTable,
  type Timed,
  timeRounds,
} from './support/timing.ts';
import { startWebServer, type WebServer } from './support/web-server.ts';

const FILE_BYTES = 4096;
const PUTS_AT_ONCE = 32;
const CALLS_AT_ONCE = 64;
const CURLS = 2;
const BATCH_FILES = 128;
const GET_BATCH_FILES = 1000;

interface Stage {
  readonly folder: string;
  readonly files: string;
  readonly count: number;
  readonly contents: readonly (readonly Buffer[])[];
  readonly network: BenchNetwork;
  readonly web: WebServer | null;
  /** Of the last round that was put. */
  ids: string[];
}

export async function benchSmall(args: readonly string[]): Promise<void> {
  const options = {
    files: { type: 'string' },
    rounds: { type: 'string' },
    calls: { type: 'string' },
  } as const;
  const { values } = parseArgs({ args: [...args], options });
  const count = Number(values.files ?? 2000);
  const rounds = Number(values.rounds ?? 3);
  const calls = Number(values.calls ?? 20_000);
  const folder = mkdtempSync(join(tmpdir(), 'acorde-small-'));
  const files = join(folder, 'files');
  mkdirSync(files);
  const web = await startWebServer(join(folder, 'web'), files);
  const network = await startNetwork(folder, { count: 3, replicas: 3 });
  try {
    const contents = Array.from({ length: rounds }, () =>
      Array.from({ length: count }, () => randomBytes(FILE_BYTES)),
    );
    contents[0]?.forEach((bytes, index) => {
      writeFileSync(join(files, String(index)), bytes);
    });
    const stage: Stage = { folder, files, count, contents, network, web, ids: [] };
    await measure(stage, rounds, calls);
  } finally {
    await network.stop();
    await web?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(stage: Stage, rounds: number, calls: number): Promise<void> {
  const { network, count } = stage;
  const before = network.peers.map(({ pid }) => cpuSeconds(pid));
  const puts = await timeRounds([threeCopies(stage), putAll(stage)], rounds);
  const cpu = network.peers.reduce((sum, { pid }, i) => sum + cpuSeconds(pid) - (before[i] ?? 0), 0);
  const batchPuts = await timeRounds([threeCopies(stage), putBatches(stage)], rounds);
  const gets = await timeRounds([...nginx(stage), getAll(stage), getBatches(stage)], rounds);
  const perSecond = await callsPerSecond(network, calls);
  printMachine(`npm run bench -- small --files ${count} --rounds ${rounds}`, rounds);
  printRates(`Put of ${count} files of 4 KiB, 3 copies`, count, puts);
  printRates(`The same in batches of ${BATCH_FILES}`, count, batchPuts);
  printRates(`Get of ${count} files of 4 KiB, two curls with one connection each`, count, gets);
  const memory = Math.max(...network.peers.map(({ pid }) => peakRssMb(pid)));
  process.stdout.write(
    `\nProcessor time of the three peers for one put: ${((cpu / rounds / count) * 1000).toFixed(1)} ms; ` +
      `short calls between peers, 64 at once, over mTLS: ${perSecond.toFixed(0)} a second; ` +
      `largest resident size of a peer: ${memory} MB.\n`,
  );
}

function threeCopies({ folder, contents }: Stage): Contestant {
  return {
    name: 'three copies, one fsync for each file',
    async run(round) {
      const target = join(folder, 'copies');
      for (const pass of [0, 1, 2]) {
        mkdirSync(join(target, String(pass)), { recursive: true });
        contents[round]?.forEach((bytes, index) => {
          writeSynced(join(target, String(pass), String(index)), bytes);
        });
      }
      return async () => rmSync(target, { recursive: true, force: true });
    },
  };
}

function writeSynced(path: string, bytes: Buffer): void {
  const file = openSync(path, 'w');
  writeFileSync(file, bytes);
  fsyncSync(file);
  closeSync(file);
}

function putAll(stage: Stage): Contestant {
  return {
    name: `put, acknowledged (2 durable copies), ${PUTS_AT_ONCE} at once`,
    async run(round) {
      const { network, contents } = stage;
      const files = contents[round] ?? [];
      const ids: string[] = [];
      await inParallel(files.length, PUTS_AT_ONCE, async (index) => {
        const peer = network.peers[index % network.peers.length];
        const answer = await peer!.rest.put(
          `small-${round}-${index}.bin`,
          Uint8Array.from(files[index] ?? []),
        );
        if (answer.status !== 201) throw new Error(`put: ${answer.status} ${await answer.text()}`);
        ids[index] = ((await answer.json()) as { id: string }).id;
      });
      stage.ids = ids;
      return undefined;
    },
  };
}

/** Other files of the same size: what is there already would cost less. */
function putBatches(stage: Stage): Contestant {
  return {
    name: `PutBatch, acknowledged, ${BATCH_FILES} in a message`,
    async run(round) {
      const { peers } = stage.network;
      await Promise.all(peers.map((_, at) => putShare(stage, round, at)));
      return undefined;
    },
  };
}

/** One stream of messages to one peer, with its share of the files. */
async function putShare({ network, contents }: Stage, round: number, at: number): Promise<void> {
  const { peers, client, token } = network;
  const share = (contents[round] ?? []).flatMap((bytes, index) => {
    const data = Uint8Array.from(bytes);
    data[0] = (data[0] ?? 0) ^ 0xff;
    return index % peers.length === at ? [{ header: { name: `batch-${round}-${index}.bin` }, data }] : [];
  });
  async function* requests() {
    for (let from = 0; from < share.length; from += BATCH_FILES)
      yield { files: share.slice(from, from + BATCH_FILES) };
  }
  const call = client.bulk(FileService, peers[at]!);
  const headers = { authorization: `Bearer ${token}` };
  for await (const { results } of call.client.putBatch(requests(), { headers }))
    for (const { outcome } of results)
      if (outcome.case === 'error') throw new Error(`${outcome.value.code}: ${outcome.value.message}`);
}

function nginx({ folder, count, web }: Stage): Contestant[] {
  if (!web) return [];
  const urls = Array.from({ length: count }, (_, index) => `${web.plain}/${index}`);
  return [{ name: 'nginx plain', run: () => fetchAll(folder, urls) }];
}

/** Each half of the files from one peer. */
function getAll(stage: Stage): Contestant {
  return {
    name: 'get from peers, plain',
    run() {
      const half = Math.ceil(stage.ids.length / CURLS);
      const urls = stage.ids.map((id, index) => {
        const peer = stage.network.peers[Math.floor(index / half)];
        return `${peer!.api}/v1/files/${id}`;
      });
      return fetchAll(stage.folder, urls);
    },
  };
}

/** The same halves, over one connection each. */
function getBatches(stage: Stage): Contestant {
  return {
    name: `GetBatch, ${GET_BATCH_FILES} in a call`,
    async run() {
      const { ids, network } = stage;
      const half = Math.ceil(ids.length / CURLS);
      await Promise.all(
        Array.from({ length: CURLS }, (_, i) => getShare(network, i, ids.slice(i * half, (i + 1) * half))),
      );
      return undefined;
    },
  };
}

async function getShare({ client, peers }: BenchNetwork, at: number, ids: readonly string[]): Promise<void> {
  for (let from = 0; from < ids.length; from += GET_BATCH_FILES) {
    const fileIds = ids.slice(from, from + GET_BATCH_FILES);
    for await (const { files } of client.bulk(FileService, peers[at]!).client.getBatch({ fileIds }))
      for (const { outcome } of files) if (outcome.case !== 'data') throw new Error('a file is missing');
  }
}

async function fetchAll(folder: string, urls: readonly string[]): Promise<undefined> {
  const half = Math.ceil(urls.length / CURLS);
  const lists = Array.from({ length: CURLS }, (_, i) => {
    const path = join(folder, `urls-${i}`);
    const lines = urls.slice(i * half, (i + 1) * half).map((url) => `url = "${url}"\noutput = "/dev/null"`);
    writeFileSync(path, lines.join('\n'));
    return path;
  });
  await Promise.all(lists.map((list) => runCommand('curl', ['-sf', '-K', list])));
  return undefined;
}

async function callsPerSecond({ client, peers }: BenchNetwork, calls: number): Promise<number> {
  const [callee] = peers;
  const ping = () =>
    client.call(MemberService, callee!, { timeoutMs: 5000 }, (service, options) =>
      service.ping({ memberId: '' }, options),
    );
  await inParallel(2000, CALLS_AT_ONCE, async () => void (await ping()));
  const startMs = performance.now();
  await inParallel(calls, CALLS_AT_ONCE, async () => void (await ping()));
  return (calls / (performance.now() - startMs)) * 1000;
}

async function inParallel(
  count: number,
  atOnce: number,
  work: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < count; index = next++) await work(index);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** Ratios are against the first. */
function printRates(title: string, count: number, timed: readonly Timed[]): void {
  const base = timed[0]?.seconds ?? 0;
  const rows = timed.map(({ name, seconds }, index) => [
    name,
    `${seconds.toFixed(2)} s`,
    `${(count / seconds).toFixed(0)} files/s`,
    index === 0 ? '' : `${(base / seconds).toFixed(2)} of ${timed[0]?.name}`,
  ]);
  printTable(title, ['what', 'time', 'rate', 'ratio'], rows);
}
