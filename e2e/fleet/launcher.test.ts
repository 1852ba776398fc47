// The launcher as people and scripts treat it: signals to npm alone, processes killed under it, folders and ports that
// are taken, wrong flags. Whatever happens, no process is left behind and the next start finds its way.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually, freePort, ROOT, run } from '../support/fleet.ts';

let folder = '';
let data = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'acorde-launcher-'));
  data = join(folder, 'data');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('npm start, ended', () => {
  it.each([
    ['SIGINT', 'npm'],
    ['SIGTERM', 'npm'],
    ['SIGKILL', 'npm'],
    ['SIGKILL', 'launcher'],
  ] as const)('by %s to the %s alone, leaves no process and can start again', async (signal, whom) => {
    const first = await start();
    const all = [first.npm.pid!, first.launcher, ...first.peers, ...childrenOf(first.launcher)];
    expect(all.length).toBeGreaterThanOrEqual(5);
    process.kill(whom === 'npm' ? first.npm.pid! : first.launcher, signal);
    await gone(all);

    const second = await start();
    process.kill(second.launcher, 'SIGINT');
    await gone([second.npm.pid!, second.launcher, ...second.peers]);
    expect(existsSync(join(data, 'launcher.pid'))).toBe(false);
  });

  it('in the middle of its start, leaves no process', async () => {
    const { npm, text } = launch(await freePort());
    await eventually('peers are being started', 60_000, async () => text(), seen(/^Starting/m));
    const launcher = Number(readFileSync(join(data, 'launcher.pid'), 'utf8'));
    await eventually(
      'children',
      10_000,
      async () => childrenOf(launcher),
      (pids) => pids.length > 0,
    );
    const all = [npm.pid!, launcher, ...childrenOf(launcher)];
    process.kill(npm.pid!, 'SIGINT');
    await gone(all);
    expect(text()).not.toMatch(/\n\s+at /);
  });
});

describe('npm start with one peer', () => {
  it('says that nothing can be put, and a put says why', async () => {
    const { launcher, npm, text } = await start(['--peers', '1']);
    expect(text()).toMatch(/^A file is kept by 2 peers at least: .* Use --peers\.$/m);
    const { tokenFile, peers } = JSON.parse(readFileSync(join(data, 'fleet.json'), 'utf8'));
    const headers = { authorization: `Bearer ${readFileSync(tokenFile, 'utf8').trim()}` };
    const put = await fetch(`${peers[0].api}/v1/files?name=alone`, { method: 'POST', headers, body: 'x' });
    expect([put.status, await put.json()]).toEqual([503, expect.objectContaining({ code: 'QUORUM_FAILED' })]);
    process.kill(launcher, 'SIGINT');
    await gone([npm.pid!, launcher]);
  });
});

describe('npm start, refused', () => {
  it('says that the folder belongs to a running fleet, and leaves that fleet alone', async () => {
    const first = await start();
    const second = await launchToEnd(await freePort());
    expect(second).toMatchObject({ code: 1, stdout: '' });
    expect(second.stderr).toMatch(/^A fleet already runs on .* \(process \d+\)\. Stop it, or choose .*\n$/);
    expect((await fetch(first.dashboard)).status).toBe(200);
    process.kill(first.launcher, 'SIGINT');
    await gone([first.npm.pid!, first.launcher, ...first.peers]);
  });

  it('says that the port is in use, before it makes anything', async () => {
    const server = createServer();
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const refused = await launchToEnd(port);
    server.close();
    expect(refused.stderr).toBe(`Port ${port} is in use. Choose another one with --port.\n`);
    expect(existsSync(data)).toBe(false);
  });

  it.each([
    [['--peers', '0'], /--peers must be a whole number from 1 to 256, not "0"/],
    [['--peers', '8.5'], /--peers must be a whole number/],
    [['--port', '70000'], /--port must be a whole number from 1 to 65535/],
    [['--nope'], /Unknown option '--nope'/],
    [['extra'], /extra/],
    [['--share', '/does/not/exist'], /Cannot read the folder \/does\/not\/exist/],
    [['--share', '/etc/hostname'], /\/etc\/hostname is not a folder/],
    [['--data', '/proc/acorde'], /Cannot write to \/proc\/acorde/],
  ])('answers the wrong flags %j with one line', async (flags, line) => {
    const refused = await launchToEnd(await freePort(), flags);
    expect(refused.code).toBe(1);
    expect(
      refused.stderr
        .trimEnd()
        .split('\n')
        .filter((said) => !/^(Installing|Building) /.test(said)),
    ).toEqual([expect.stringMatching(line)]);
  });
});

interface Started {
  readonly npm: ChildProcess;
  readonly launcher: number;
  readonly peers: readonly number[];
  readonly dashboard: string;
  readonly text: () => string;
}

async function start(flags: readonly string[] = []): Promise<Started> {
  const { npm, text } = launch(await freePort(), flags);
  await eventually('ready', 120_000, async () => text(), seen(/^ready \S+$/m));
  const file = JSON.parse(readFileSync(join(data, 'fleet.json'), 'utf8'));
  return {
    npm,
    launcher: file.pid,
    peers: file.peers.map((peer: { pid: number }) => peer.pid),
    dashboard: file.dashboard,
    text,
  };
}

function launch(port: number, flags: readonly string[] = []) {
  const args = ['start', '--', '--peers', '2', '--port', String(port), '--data', data, ...flags];
  const npm = spawn('npm', args, {
    cwd: ROOT,
    env: { ...process.env, AMQP_URL: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (piece) => (output += piece));
  return { npm, text: () => output };
}

function launchToEnd(port: number, flags: readonly string[] = []) {
  const args = ['start', '--silent', '--', '--peers', '1', '--port', String(port), '--data', data, ...flags];
  return run('npm', args, { env: { AMQP_URL: '' } });
}

const seen = (line: RegExp) => (text: string) => line.test(text);

async function gone(pids: readonly number[]): Promise<void> {
  await eventually(
    'all processes ended',
    20_000,
    async () => pids.filter(runs),
    (left) => left.length === 0,
  );
}

/** A zombie has ended; only its parent has not looked yet. */
function runs(pid: number): boolean {
  return /^State:\s+[^Z]/m.test(statusOf(pid));
}

function childrenOf(parent: number): number[] {
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  return pids.filter((pid) => new RegExp(`^PPid:\\s+${parent}$`, 'm').test(statusOf(pid)));
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}
