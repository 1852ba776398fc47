// One peer that serves 64 downloads at once, for as long as its metrics look back: what memory it takes, and how late its
// event loop gets, in which the timers of the ring run.

import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './support/command.ts';
import { startNetwork } from './support/network.ts';
import { peakRssMb, printTable } from './support/timing.ts';

const MIB = 1024 * 1024;
const DOWNLOADS = 64;
/** The metrics tell of the last 15 seconds. */
const LOOK_BACK_MS = 15_000;

/** `mib`: the size of the file. */
export async function serving(folder: string, mib: number): Promise<() => void> {
  const network = await startNetwork(join(folder, 'one'), { count: 1, replicas: 1 });
  try {
    const [peer] = network.peers;
    const { api, pid } = peer!;
    const id = await putFile(join(folder, 'serving.bin'), mib, `${api}/v1/files?name=serving`, network.token);
    // What the start and the put cost is not asked for.
    await new Promise((resolve) => setTimeout(resolve, LOOK_BACK_MS));
    const atRestMs = await delayMs(api);
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
    const startMs = performance.now();
    let downloads = 0;
    while (performance.now() - startMs < LOOK_BACK_MS) {
      await downloadAll(`${api}/v1/files/${id}`);
      downloads += DOWNLOADS;
    }
    const seconds = (performance.now() - startMs) / 1000;
    const busyMs = await delayMs(api);
    const memory = peakRssMb(pid);
    return () =>
      printTable(
        `One peer that serves ${DOWNLOADS} downloads of ${mib} MiB at once, plain, to /dev/null`,
        ['what', 'figure'],
        [
          ['served', `${((downloads * mib) / seconds).toFixed(0)} MiB/s`],
          ['largest resident size meanwhile', `${memory} MB`],
          ['delay of the event loop meanwhile, p99', `${busyMs.toFixed(1)} ms`],
          ['the same at rest', `${atRestMs.toFixed(1)} ms`],
        ],
      );
  } finally {
    await network.stop();
  }
}

async function putFile(path: string, mib: number, url: string, token: string): Promise<string> {
  const file = await open(path, 'w');
  for (let index = 0; index < mib; index += 1) await file.write(randomBytes(MIB));
  await file.close();
  const answer = await runCommand('curl', [
    ...['-sf', '-H', `Authorization: Bearer ${token}`, '-T', path, '-X', 'POST', url],
  ]);
  rmSync(path);
  return (JSON.parse(answer) as { id: string }).id;
}

/** One program with 64 connections. */
async function downloadAll(url: string): Promise<void> {
  const each = Array.from({ length: DOWNLOADS }, () => ['-o', '/dev/null', url]).flat();
  await runCommand('curl', [
    '-sf',
    '-Z',
    '--parallel-immediate',
    '--parallel-max',
    String(DOWNLOADS),
    ...each,
  ]);
}

async function delayMs(api: string): Promise<number> {
  const metrics = await (await fetch(`${api}/metrics`)).text();
  const [, seconds = 'NaN'] =
    /^acorde_event_loop_delay_seconds\{quantile="0.99"\} (\S+)$/m.exec(metrics) ?? [];
  return Number(seconds) * 1000;
}
