// `acorde serve` where it cannot do what it was told: one line that says why, soon, and nothing half begun.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually, freePort, ROOT, run } from '../support/fleet.ts';
import { acorde, servePeer } from '../support/serve.ts';

const COMMAND = join(ROOT, 'packages/peer/src/main.ts');
const HERE = ['--address', '127.0.0.1', '--port', '0', '--api', '127.0.0.1:0'];
const TOKEN = `acorde1.${'A'.repeat(43)}.${'A'.repeat(43)}`;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'acorde-serve-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('acorde serve', () => {
  it('does not start twice on one folder', async () => {
    const first = await servePeer([...HERE, '--directory', folder]);
    const second = await serve('--directory', folder);
    expect(second.stderr).toMatch(/^acorde: Another peer runs on .*\n/);
    expect([1, 4]).toContain(second.code);
    expect((await fetch(`${first.api}/readyz`)).status).toBe(200);
    await first.kill();
    const third = await servePeer([...HERE, '--directory', folder]);
    expect(await third.stop()).toBe(0);
  });

  it('waits for a registrar that is not up yet, and ends at once when it is told to', async () => {
    const child = spawnServe(
      '--join',
      `127.0.0.1:${await freePort()}`,
      '--token',
      TOKEN,
      '--directory',
      folder,
    );
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    await eventually(
      'it tries',
      20_000,
      async () => readdirSync(folder),
      (names) => names.includes('identity'),
    );
    const still = Symbol('still waiting');
    const wait = new Promise<typeof still>((resolve) => setTimeout(() => resolve(still), 2_000));
    expect(await Promise.race([ended, wait])).toBe(still);
    const toldMs = performance.now();
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(performance.now() - toldMs).toBeLessThan(5_000);
  });

  it('is admitted once by each token, and by none that is wrong', async () => {
    const founder = await servePeer([...HERE, '--directory', join(folder, 'founder')]);
    const tokenFile = join(folder, 'founder', 'write-token');
    const token = await acorde([
      '--api',
      founder.api,
      '--token-file',
      tokenFile,
      'network',
      'token',
      '--quiet',
    ]);
    const join1 = ['--join', founder.address, '--token', token.trim()];
    const second = await servePeer([...HERE, ...join1, '--directory', join(folder, 'second')]);
    const third = await serve(...join1, '--directory', join(folder, 'third'));
    expect([third.code, third.stderr]).toEqual([1, expect.stringMatching(/^acorde: .*has been used.*\n$/)]);
    const foreign = await serve(
      '--join',
      founder.address,
      '--token',
      TOKEN,
      '--directory',
      join(folder, 'third'),
    );
    expect(foreign.stderr).toMatch(/^acorde: .*(another network|fingerprint|not of the network).*\n/);
    await second.stop();
    await founder.stop();
  });

  it.each([
    [['--join', '127.0.0.1:1'], /give both --join HOST:PORT and --token/],
    [['--join', '127.0.0.1:1', '--token', 'nonsense'], /a join token looks like/],
    [['--join', 'http://evil/', '--token', TOKEN], /HOST:PORT|no address|address/],
    [['--join', '169.254.169.254:80', '--token', TOKEN], /no peer can live at 169/],
    [['--api', '0.0.0.0:0'], /not loopback: give it a certificate/],
    [['--config', '/does/not/exist.json'], /cannot read the configuration \/does\/not\/exist/],
    [['--config', 'BROKEN'], /Unrecognized key: "adress"/],
    [['--directory', '/proc/acorde'], /\/proc\/acorde/],
    [['--directory', '/etc/hostname/x'], /\/etc\/hostname/],
    [['--share', '/does/not/exist'], /\/does\/not\/exist/],
    [['--port', '70000'], /port/],
  ])('says in one line what is wrong with %j', async (flags, line) => {
    writeFileSync(join(folder, 'broken.json'), '{"adress": "x"}');
    const given = flags.map((flag) => (flag === 'BROKEN' ? join(folder, 'broken.json') : flag));
    const refused = await serve('--directory', join(folder, 'peer'), ...given);
    expect([1, 2, 4]).toContain(refused.code);
    expect(refused.stderr).toMatch(line);
    expect(refused.stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
    expect(refused.stderr).not.toMatch(/^\s+at /m);
  });
});

/** To its end; one that runs after all is killed, and then has the exit code 124. */
function serve(...args: string[]) {
  const words = ['-k', '1', '30', process.execPath, COMMAND, 'serve', ...HERE, ...args];
  return run('timeout', words, { env: { AMQP_URL: '' } });
}

function spawnServe(...args: string[]): ChildProcess {
  const env = { ...process.env, AMQP_URL: '' };
  return spawn(process.execPath, [COMMAND, 'serve', ...HERE, ...args], { cwd: ROOT, env, stdio: 'ignore' });
}
