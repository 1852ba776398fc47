// One peer has a file and seven want it at once, each behind an uplink of 20 MB/s. The reference is what the first one
// takes alone over the same uplink, times seven: seven downloads one after another. Flags: --mib N (256), --peers N (8).

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { FileId } from '../packages/peer/src/records/record.ts';
import { createReplicaRemote } from '../packages/peer/src/rpc/replica-remote.ts';
import { type CappedWay, openCappedWay } from './support/capped-way.ts';
import { type BenchNetwork, type BenchPeer, startNetwork } from './support/network.ts';
import { peakRssMb, printMachine, printTable } from './support/timing.ts';

const MIB = 1024 * 1024;
const UPLINK_BYTES_PER_SECOND = 20_000_000;

export async function benchSwarm(args: readonly string[]): Promise<void> {
  const options = { mib: { type: 'string' }, peers: { type: 'string' } } as const;
  const { values } = parseArgs({ args: [...args], options });
  const mib = Number(values.mib ?? 256);
  const count = Number(values.peers ?? 8);
  const folder = mkdtempSync(join(tmpdir(), 'acorde-swarm-'));
  const ways = await Promise.all(Array.from({ length: count }, () => openCappedWay(UPLINK_BYTES_PER_SECOND)));
  const network = await startNetwork(folder, { count, replicas: 1, ways });
  try {
    const alone = await fetchBy(network, ways, await putAt(network, mib), network.peers.slice(1, 2));
    const together = await fetchBy(network, ways, await putAt(network, mib), network.peers.slice(1));
    printMachine(`npm run bench -- swarm --mib ${mib} --peers ${count}`, 1);
    const others = count - 1;
    const ratio = together.seconds / (alone.seconds * others);
    printTable(
      `${mib} MiB from one peer to ${others}, each uplink ${UPLINK_BYTES_PER_SECOND / 1e6} MB/s`,
      ['what', 'time', 'sent by the first peer', 'ratio'],
      [
        ['one peer alone', `${alone.seconds.toFixed(1)} s`, copies(alone.sentBytes, mib), ''],
        [
          `${others} one after another (computed)`,
          `${(alone.seconds * others).toFixed(1)} s`,
          `${others} copies`,
          '',
        ],
        [
          `${others} at once`,
          `${together.seconds.toFixed(1)} s`,
          copies(together.sentBytes, mib),
          ratio.toFixed(2),
        ],
      ],
    );
    const memory = Math.max(...network.peers.map(({ pid }) => peakRssMb(pid)));
    process.stdout.write(`\nLargest resident size of a peer: ${memory} MB.\n`);
  } finally {
    await network.stop();
    for (const way of ways) way.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function copies(bytes: number, mib: number): string {
  return `${(bytes / MIB / mib).toFixed(2)} copies`;
}

async function putAt({ peers }: BenchNetwork, mib: number): Promise<FileId> {
  const answer = await peers[0]!.rest.put(`swarm-${Date.now()}.bin`, Uint8Array.from(randomBytes(mib * MIB)));
  if (answer.status !== 201) throw new Error(`put: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { id: FileId }).id;
}

async function fetchBy(
  { client }: BenchNetwork,
  ways: readonly CappedWay[],
  fileId: FileId,
  peers: readonly BenchPeer[],
): Promise<{ seconds: number; sentBytes: number }> {
  const remote = createReplicaRemote(client);
  const before = ways[0]!.sentBytes();
  const startMs = performance.now();
  await Promise.all(peers.map((peer) => remote.adopt(peer, fileId, new AbortController().signal)));
  return { seconds: (performance.now() - startMs) / 1000, sentBytes: ways[0]!.sentBytes() - before };
}
