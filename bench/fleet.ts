// The main job by the clock: how long a fleet of eight processes takes to start, to heal, to put and get a large file and
// many small ones, and how much memory its peers need for it. Flags: --mib N (1024), --small N (1000).
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { api, eventually, fleetStatus, type RunningFleet, startFleet } from '../e2e/support/fleet.ts';

const MIB = 1024 * 1024;
const SMALL_BYTES = 4096;
const SMALL_AT_ONCE = 16;

interface Row {
  readonly what: string;
  readonly value: string;
}

export async function benchFleet(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { mib: { type: 'string' }, small: { type: 'string' } },
  });
  const mib = Number(values.mib ?? 1024);
  const small = Number(values.small ?? 1000);
  const rows: Row[] = [];
  const measured = (what: string, value: string) => {
    rows.push({ what, value });
    process.stderr.write(`  ${what}: ${value}\n`);
  };
  const startMs = performance.now();
  let fleet = await startFleet();
  try {
    measured('start of 8 peers, gateway and an ideal ring, new data', seconds(startMs));
    measured('resident memory of a peer after the start, largest', `${peakRss(fleet, 'VmRSS')} MB`);
    await largeFile(fleet, mib, measured);
    await smallFiles(fleet, small, measured);
    measured('resident memory of a peer at its peak, largest', `${peakRss(fleet, 'VmHWM')} MB`);
    await killOne(fleet, measured);
    await fleet.stop();
    const againMs = performance.now();
    fleet = await startFleet({ data: fleet.data });
    measured('second start, same data', seconds(againMs));
  } finally {
    await fleet.dispose();
  }
  print(rows);
}

async function largeFile(
  fleet: RunningFleet,
  mib: number,
  measured: (what: string, value: string) => void,
): Promise<void> {
  const block = randomBytes(MIB);
  const hash = createHash('sha256');
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (sent === mib) return controller.close();
        block.writeUInt32BE(sent);
        sent += 1;
        const piece = Uint8Array.from(block);
        hash.update(piece);
        controller.enqueue(piece);
      },
    },
    { highWaterMark: 2 },
  );
  let sent = 0;
  const putMs = performance.now();
  const put = await api(fleet, fleet.peers[0]!).put('large.bin', body);
  const { id } = (await put.json()) as { id: string };
  measured(`put of ${mib} MiB, acknowledged (2 durable copies)`, rate(putMs, mib));
  await eventually(
    'full replication',
    120_000,
    () => api(fleet, fleet.peers[0]!).json<{ fullyReplicated: boolean }>(`/v1/files/${id}/holders`),
    (holders) => holders.fullyReplicated,
  );
  measured(`put of ${mib} MiB, fully replicated (3 copies)`, rate(putMs, mib));
  const { holders } = await api(fleet, fleet.peers[0]!).json<{ holders: { peerId: string }[] }>(
    `/v1/files/${id}/holders`,
  );
  const reader = fleet.peers.find((peer) => !holders.some(({ peerId }) => peerId === peer.id))!;
  const getMs = performance.now();
  const got = createHash('sha256');
  const response = await api(fleet, reader).get(`/v1/files/${id}`);
  for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) got.update(piece);
  measured(`get of ${mib} MiB at a peer without a copy, verified`, rate(getMs, mib));
  if (got.digest('hex') !== hash.digest('hex'))
    throw new Error('the bytes that came back are not those that went in');
}

async function smallFiles(
  fleet: RunningFleet,
  count: number,
  measured: (what: string, value: string) => void,
): Promise<void> {
  const ids: string[] = [];
  const putMs = performance.now();
  await inParallel(count, async (index) => {
    const put = await api(fleet, fleet.peers[index % 8]!).put(`small-${index}.bin`, randomBytes(SMALL_BYTES));
    if (put.status !== 201) throw new Error(`put ${index}: ${put.status} ${await put.text()}`);
    ids.push(((await put.json()) as { id: string }).id);
  });
  measured(`put of ${count} files of 4 KiB, ${SMALL_AT_ONCE} at once`, perSecond(putMs, count));
  const getMs = performance.now();
  await inParallel(count, async (index) => {
    const got = await api(fleet, fleet.peers[(index + 3) % 8]!).get(`/v1/files/${ids[index]}`);
    if (!got.ok || (await got.arrayBuffer()).byteLength !== SMALL_BYTES)
      throw new Error(`get ${index}: ${got.status}`);
  });
  measured(`get of ${count} files of 4 KiB, ${SMALL_AT_ONCE} at once`, perSecond(getMs, count));
}

async function killOne(fleet: RunningFleet, measured: (what: string, value: string) => void): Promise<void> {
  const killMs = performance.now();
  process.kill(fleet.peers[3]!.pid, 'SIGKILL');
  await eventually(
    'seen',
    30_000,
    () => fleetStatus(fleet),
    ({ peers }) => peers.some(({ state }) => state === 'failed'),
  );
  measured('kill -9 of a peer, shown as failed', seconds(killMs));
  await eventually(
    'ideal',
    30_000,
    () => fleetStatus(fleet),
    ({ ring }) => ring.ideal && ring.members === 7,
  );
  measured('kill -9 of a peer, ring of seven ideal', seconds(killMs));
}

async function inParallel(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < count; index = next++) await work(index);
  };
  await Promise.all(Array.from({ length: SMALL_AT_ONCE }, worker));
}

function peakRss(fleet: RunningFleet, field: 'VmRSS' | 'VmHWM'): number {
  const kilobytes = fleet.peers.map(({ pid }) =>
    Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]),
  );
  return Math.round(Math.max(...kilobytes) / 1024);
}

function seconds(sinceMs: number): string {
  return `${((performance.now() - sinceMs) / 1000).toFixed(2)} s`;
}

function rate(sinceMs: number, mib: number): string {
  const elapsed = (performance.now() - sinceMs) / 1000;
  return `${elapsed.toFixed(1)} s, ${(mib / elapsed).toFixed(0)} MiB/s`;
}

function perSecond(sinceMs: number, count: number): string {
  const elapsed = (performance.now() - sinceMs) / 1000;
  return `${elapsed.toFixed(1)} s, ${(count / elapsed).toFixed(0)} files/s`;
}

function print(rows: readonly Row[]): void {
  const [cpu] = cpus();
  process.stdout.write(
    `Measured by \`npm run bench -- fleet\` on ${cpus().length} cores (${cpu?.model.trim()}), `,
  );
  process.stdout.write(
    `${Math.round(totalmem() / 1024 ** 3)} GiB, Node ${process.versions.node}, one run.\n\n`,
  );
  process.stdout.write('| what | measured |\n|---|---|\n');
  for (const { what, value } of rows) process.stdout.write(`| ${what} | ${value} |\n`);
}
