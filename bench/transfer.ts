// One large file: from one peer to another, to a person, and into the network; beside what people use for it today.
// Every contestant starts with the file on a disk and ends with verified bytes that are synced to a disk. Flags:
// --mib N (1024), --rounds N (3).
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { eventually } from '../e2e/support/fleet.ts';
import { acorde } from '../e2e/support/serve.ts';
import type { FileId } from '../packages/peer/src/records/record.ts';
import { createReplicaRemote } from '../packages/peer/src/rpc/replica-remote.ts';
import { serving } from './serving.ts';
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

const MIB = 1024 * 1024;

interface Stage {
  readonly folder: string;
  readonly files: string;
  readonly mib: number;
  readonly rounds: number;
  readonly web: WebServer | null;
}

export async function benchTransfer(args: readonly string[]): Promise<void> {
  const options = { mib: { type: 'string' }, rounds: { type: 'string' } } as const;
  const { values } = parseArgs({ args: [...args], options });
  const mib = Number(values.mib ?? 1024);
  const rounds = Number(values.rounds ?? 3);
  const folder = mkdtempSync(join(tmpdir(), 'acorde-transfer-'));
  const files = join(folder, 'files');
  mkdirSync(files);
  const web = await startWebServer(join(folder, 'web'), files);
  const stage = { folder, files, mib, rounds, web };
  try {
    for (let round = 0; round < rounds; round += 1) await makeFile(stage, round);
    const tables = [await fetching(stage), await putting(stage)];
    tables.push(await serving(folder, Math.max(1, Math.floor(mib / 16))));
    printMachine(`npm run bench -- transfer --mib ${mib} --rounds ${rounds}`, rounds);
    for (const print of tables) print();
  } finally {
    await web?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A file of its own for each round, so that no round finds what another has left. */
async function makeFile({ files, mib }: Stage, round: number): Promise<void> {
  const block = randomBytes(MIB);
  const file = await open(join(files, nameOf(round)), 'w');
  for (let index = 0; index < mib; index += 1) {
    block.writeUInt32BE(index);
    await file.write(block);
  }
  await file.sync();
  await file.close();
}

function nameOf(round: number): string {
  return `large-${round}.bin`;
}

/** From one peer that has the file. */
async function fetching(stage: Stage): Promise<() => void> {
  const network = await startNetwork(join(stage.folder, 'two'), { count: 2, replicas: 1 });
  try {
    const [source] = network.peers;
    const ids: string[] = [];
    for (let round = 0; round < stage.rounds; round += 1) {
      const file = join(stage.files, nameOf(round));
      const put = await acorde([
        'file',
        'put',
        file,
        '--json',
        '--api',
        source!.api,
        '--token-file',
        network.tokenFile,
      ]);
      ids.push((JSON.parse(put) as { id: string }).id);
    }
    const before = cpuOf(network);
    const timed = await timeRounds(fetchers(stage, network, ids), stage.rounds);
    const cpu = cpuOf(network) - before;
    const memory = Math.max(...network.peers.map(({ pid }) => peakRssMb(pid)));
    return () => {
      printTimes(`One source, ${stage.mib} MiB, disk to disk, verified and synced`, stage.mib, timed, [
        ['peer to peer, mTLS', 'nginx TLS 1.3'],
        ['acorde file get, plain', 'nginx plain'],
        ['curl from a peer, plain', 'nginx plain'],
      ]);
      process.stdout.write(
        `\nProcessor time of the two peers, all rounds of the three: ${cpu.toFixed(1)} s; largest resident size: ${memory} MB.\n`,
      );
    };
  } finally {
    await network.stop();
  }
}

function fetchers(stage: Stage, network: BenchNetwork, ids: readonly string[]): Contestant[] {
  const [source, target] = network.peers;
  const remote = createReplicaRemote(network.client);
  const out = join(stage.folder, 'out.bin');
  const tidy = async () => rmSync(out, { force: true });
  const own: Contestant[] = [
    {
      name: 'acorde file get, plain',
      async run(round) {
        await acorde(['file', 'get', String(ids[round]), '-o', out, '--quiet', '--api', source!.api]);
        await runCommand('sync', [out]);
        return tidy;
      },
    },
    {
      name: 'curl from a peer, plain',
      async run(round) {
        await download([], `${source!.api}/v1/files/${ids[round]}`, out);
        return tidy;
      },
    },
    {
      name: 'peer to peer, mTLS',
      async run(round) {
        await remote.adopt(target!, ids[round] as FileId, new AbortController().signal);
        return undefined;
      },
    },
  ];
  return [...references(stage, out, tidy), ...own];
}

function references({ web }: Stage, out: string, tidy: () => Promise<void>): Contestant[] {
  if (!web) return [];
  return [
    {
      name: 'nginx TLS 1.3',
      async run(round) {
        await download(['--cacert', web.certificate], `${web.tls}/${nameOf(round)}`, out);
        return tidy;
      },
    },
    {
      name: 'nginx plain',
      async run(round) {
        await download([], `${web.plain}/${nameOf(round)}`, out);
        return tidy;
      },
    },
  ];
}

async function download(options: readonly string[], url: string, out: string): Promise<void> {
  await runCommand('curl', ['-sf', ...options, '-o', out, url]);
  await runCommand('sync', [out]);
  await runCommand('openssl', ['dgst', '-sha256', out]);
}

/** Into a network of three peers, each of which gets a copy. */
async function putting(stage: Stage): Promise<() => void> {
  const network = await startNetwork(join(stage.folder, 'three'), { count: 3, replicas: 3 });
  const whole: Timed = { name: 'put, fully replicated (3 copies)', seconds: 0 };
  const full: number[] = [];
  try {
    const timed = await timeRounds([copies(stage), putter(stage, network, full)], stage.rounds);
    Object.assign(whole, { seconds: full.sort((a, b) => a - b)[Math.floor((full.length - 1) / 2)] });
    return () =>
      printTimes(
        `Put of ${stage.mib} MiB, 3 copies on one machine`,
        stage.mib,
        [...timed, whole],
        [
          ['put, acknowledged (2 durable copies)', 'three cp, fsync each, one openssl sha256'],
          [whole.name, 'three cp, fsync each, one openssl sha256'],
        ],
      );
  } finally {
    await network.stop();
  }
}

function copies({ files, folder }: Stage): Contestant {
  const targets = [0, 1, 2].map((index) => join(folder, `copy-${index}.bin`));
  return {
    name: 'three cp, fsync each, one openssl sha256',
    async run(round) {
      const file = join(files, nameOf(round));
      for (const target of targets) {
        await runCommand('cp', [file, target]);
        await runCommand('sync', [target]);
      }
      await runCommand('openssl', ['dgst', '-sha256', file]);
      return async () => {
        for (const target of targets) rmSync(target, { force: true });
      };
    },
  };
}

/** The clock stops at the acknowledgement; `full` gets the time until the third copy is known. */
function putter({ files }: Stage, network: BenchNetwork, full: number[]): Contestant {
  const [first] = network.peers;
  return {
    name: 'put, acknowledged (2 durable copies)',
    async run(round) {
      const startMs = performance.now();
      const headers = ['-H', `Authorization: Bearer ${network.token}`];
      const url = `${first!.api}/v1/files?name=${nameOf(round)}`;
      const answer = await runCommand('curl', [
        '-sf',
        ...headers,
        '-T',
        join(files, nameOf(round)),
        '-X',
        'POST',
        url,
      ]);
      const { id } = JSON.parse(answer) as { id: string };
      return async () => {
        await eventually(
          'full replication',
          120_000,
          () => first!.rest.json<{ fullyReplicated: boolean }>(`/v1/files/${id}/holders`),
          (holders) => holders.fullyReplicated,
        );
        full.push((performance.now() - startMs) / 1000);
      };
    },
  };
}

function cpuOf({ peers }: BenchNetwork): number {
  return peers.reduce((sum, { pid }) => sum + cpuSeconds(pid), 0);
}

/** `against` names for a contestant the one that it is measured by. */
function printTimes(
  title: string,
  mib: number,
  timed: readonly Timed[],
  against: readonly [string, string][],
): void {
  const secondsOf = (name: string | undefined) => timed.find((row) => row.name === name)?.seconds;
  const rows = timed.map(({ name, seconds }) => {
    const [, reference] = against.find(([one]) => one === name) ?? [];
    const base = secondsOf(reference);
    const ratio = base === undefined ? '' : `${(base / seconds).toFixed(2)} of ${reference}`;
    return [name, `${seconds.toFixed(2)} s`, `${(mib / seconds).toFixed(0)} MiB/s`, ratio];
  });
  printTable(title, ['what', 'time', 'rate', 'ratio'], rows);
}
