// What others need for the same: webtorrent for a file from one process to another, beside nginx and curl as in the bench
// `transfer`, and hyperdht for a record among 64 nodes in one process. They are installed at the first use, beside this
// project and not into it (bench/rivals/package.json). Flags: --mib N (256), --rounds N (3).
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { endProcess, runCommand } from './support/command.ts';
import { printMachine, printTable, timeRounds } from './support/timing.ts';
import { startWebServer } from './support/web-server.ts';

const FOLDER = join(import.meta.dirname, 'rivals');
const MIB = 1024 * 1024;

export async function benchRivals(args: readonly string[]): Promise<void> {
  const options = { mib: { type: 'string' }, rounds: { type: 'string' } } as const;
  const { values } = parseArgs({ args: [...args], options });
  const mib = Number(values.mib ?? 256);
  const rounds = Number(values.rounds ?? 3);
  await install();
  const folder = mkdtempSync(join(tmpdir(), 'acorde-rivals-'));
  try {
    const timed = await transfers(folder, mib, rounds);
    const dht = JSON.parse(await runScript('hyperdht.mjs', [])) as { putMs: number; getMs: number };
    printMachine(`npm run bench -- rivals --mib ${mib} --rounds ${rounds}`, rounds);
    const base = timed[0]?.seconds ?? 0;
    const rows = timed.map(({ name, seconds }) => [
      name,
      `${seconds.toFixed(2)} s`,
      `${(mib / seconds).toFixed(0)} MiB/s`,
      (base / seconds).toFixed(2),
    ]);
    printTable(`${mib} MiB, disk to disk, verified and synced`, ['what', 'time', 'rate', 'ratio'], rows);
    const ms = ({ putMs, getMs }: typeof dht) => [`${putMs.toFixed(2)} ms`, `${getMs.toFixed(2)} ms`];
    printTable(
      'A record among 64 nodes in one process, p50',
      ['what', 'put', 'get'],
      [['hyperdht', ...ms(dht)]],
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Scripts of packages are not run: what a rival needs of native code comes with it, or it does without. */
async function install(): Promise<void> {
  if (existsSync(join(FOLDER, 'node_modules'))) return;
  process.stderr.write('Installing webtorrent and hyperdht into bench/rivals, once.\n');
  await runCommand('npm', ['ci', '--prefix', FOLDER, '--ignore-scripts', '--no-audit', '--no-fund']);
}

async function transfers(folder: string, mib: number, rounds: number) {
  const files = join(folder, 'files');
  mkdirSync(files);
  const source = join(files, 'file');
  await runCommand('sh', ['-c', `head -c ${mib * MIB} /dev/urandom > '${source}'`]);
  const web = await startWebServer(join(folder, 'web'), files);
  const seed = spawn(process.execPath, [join(FOLDER, 'webtorrent.mjs'), 'seed', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line = ''] = await firstLine(seed.stdout);
    const told = JSON.parse(line) as { port: number; torrent: string };
    const nginx = {
      name: 'nginx plain, curl, sync, openssl sha256',
      run: () => byCurl(folder, `${web?.plain}/file`),
    };
    const torrent = { name: 'webtorrent over TCP, without WebRTC', run: () => byTorrent(folder, told) };
    return await timeRounds([...(web ? [nginx] : []), torrent], rounds);
  } finally {
    await endProcess(seed);
    await web?.stop();
  }
}

async function byCurl(folder: string, url: string) {
  const out = join(folder, 'out');
  await runCommand('curl', ['-sf', '-o', out, url]);
  await runCommand('sync', [out]);
  await runCommand('openssl', ['dgst', '-sha256', out]);
  return async () => rmSync(out);
}

async function byTorrent(folder: string, told: { port: number; torrent: string }) {
  const out = join(folder, 'torrent');
  mkdirSync(out);
  writeFileSync(join(folder, 'file.torrent'), told.torrent);
  const script = join(FOLDER, 'webtorrent.mjs');
  const get = `'${process.execPath}' '${script}' get '${out}' ${told.port} < '${join(folder, 'file.torrent')}'`;
  await runCommand('sh', ['-c', get]);
  return async () => rmSync(out, { recursive: true });
}

function runScript(name: string, args: readonly string[]): Promise<string> {
  return runCommand(process.execPath, [join(FOLDER, name), ...args]);
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string[]> {
  for await (const line of createInterface({ input: stream })) return [line];
  return [];
}
