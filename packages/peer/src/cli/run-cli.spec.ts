import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { realSystem } from '../system.ts';
import { createFakeCli, type FakeCli, json, problem, refused } from './testing/fake-cli.ts';
import { hex } from './testing/fake-network.ts';

let cli: FakeCli;
beforeEach(() => {
  cli = createFakeCli();
});
afterEach(() => cli.remove());

const peerOne = {
  peerId: hex('one'),
  name: 'one',
  address: '127.0.0.1:50051',
  api: 'http://one',
  zone: '',
  incarnation: 1,
  memberIds: [hex('member one')],
  state: 'up',
  version: '0.1.0',
};

function writeFleet(
  folder: string,
  peers: { id: string; name: string; api: string }[],
  token = 'fleet-token',
) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'token'), `${token}\n`);
  const fleet = { dashboard: 'http://board', tokenFile: join(folder, 'token'), peers };
  writeFileSync(join(folder, 'fleet.json'), JSON.stringify(fleet));
}

describe('the peer to ask', () => {
  beforeEach(() => {
    cli.env = {};
    cli.peer = ({ url }) => {
      if (url.host === 'dead') refused();
      return url.pathname === '/livez' ? json({ live: true }) : json({ peers: [peerOne] });
    };
  });
  const asked = () => cli.requests.at(-1)?.url.origin;

  it('is the flag, then the environment, then the default', async () => {
    await cli.run('peer', 'ls');
    expect(asked()).toBe('http://127.0.0.1:8080');
    cli.env = { ACORDE_API: 'http://environment/' };
    await cli.run('peer', 'ls');
    expect(asked()).toBe('http://environment');
    await cli.run('--api', 'http://flag', 'peer', 'ls');
    expect(asked()).toBe('http://flag');
    await cli.run('peer', 'ls', '--api', 'http://behind');
    expect(asked()).toBe('http://behind');
  });

  it('is the first of the fleet that lives', async () => {
    const peers = [
      { id: hex('dead'), name: 'dead', api: 'http://dead' },
      { id: hex('one'), name: 'one', api: 'http://alive' },
    ];
    writeFleet(join(cli.cwd, '.acorde'), peers);
    await cli.run('peer', 'ls');
    expect(asked()).toBe('http://alive');
    writeFleet(join(cli.cwd, 'elsewhere'), [{ id: hex('x'), name: 'x', api: 'http://other' }]);
    await cli.run('peer', 'ls', '--data', 'elsewhere');
    expect(asked()).toBe('http://other');
    cli.env = { ACORDE_DATA: 'elsewhere' };
    await cli.run('peer', 'ls');
    expect(asked()).toBe('http://other');
  });

  it('is none when the whole fleet is dead', async () => {
    writeFleet(join(cli.cwd, '.acorde'), [{ id: hex('dead'), name: 'dead', api: 'http://dead' }]);
    const run = await cli.run('peer', 'ls');
    expect([run.code, run.stderr]).toEqual([4, expect.stringContaining('None of the 1 peers')]);
  });

  it('is named by --peer, from the fleet or from what peers know', async () => {
    writeFleet(join(cli.cwd, '.acorde'), [
      { id: hex('a'), name: 'a', api: 'http://a' },
      { id: hex('b'), name: 'b', api: 'http://b' },
    ]);
    await cli.run('transfer', 'ls', '--peer', 'b');
    expect(asked()).toBe('http://b');
    await cli.run('transfer', 'ls', '--peer', hex('a').slice(0, 8));
    expect(asked()).toBe('http://a');
    await cli.run('transfer', 'ls', '--peer', 'one');
    expect(asked()).toBe('http://one');
    const unknown = await cli.run('transfer', 'ls', '--peer', 'nobody');
    expect([unknown.code, unknown.stderr]).toEqual([3, expect.stringContaining('acorde peer ls')]);
  });

  it('survives a fleet file that is none', async () => {
    mkdirSync(join(cli.cwd, '.acorde'));
    for (const text of ['{', 'null', '[]', '{"peers": 5}', '{"tokenFile": "x", "peers": [null, 5, {}]}']) {
      writeFileSync(join(cli.cwd, '.acorde', 'fleet.json'), text);
      expect((await cli.run('peer', 'ls')).code).toBe(0);
      expect(asked()).toBe('http://127.0.0.1:8080');
    }
  });
});

describe('the write token', () => {
  beforeEach(() => {
    cli.peer = () => json({ token: 't', expires: 'soon' }, 201);
  });
  const sent = () => cli.requests.at(-1)?.headers.get('authorization');

  it('is the flag, then the environment, then that of the fleet', async () => {
    await cli.run('network', 'token');
    expect(sent()).toBeNull();
    writeFleet(join(cli.cwd, '.acorde'), []);
    await cli.run('network', 'token');
    expect(sent()).toBe('Bearer fleet-token');
    cli.env = { ...cli.env, ACORDE_TOKEN: 'from-environment' };
    await cli.run('network', 'token');
    expect(sent()).toBe('Bearer from-environment');
    writeFileSync(join(cli.cwd, 'mine'), 'mine\n');
    await cli.run('network', 'token', '--token-file', 'mine');
    expect(sent()).toBe('Bearer mine');
    const missing = await cli.run('network', 'token', '--token-file', 'nothing');
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('nothing')]);
  });

  it('is never shown', async () => {
    cli.env = { ...cli.env, ACORDE_TOKEN: 'canary-secret' };
    cli.peer = () => problem(401, 'UNAUTHENTICATED', 'the token is not known');
    const run = await cli.run('network', 'token', '--json');
    expect(run.stdout + run.stderr).not.toContain('canary-secret');
  });
});

describe('an exit code', () => {
  it.each([
    [400, 'INVALID_ARGUMENT', 2],
    [401, 'UNAUTHENTICATED', 1],
    [404, 'FILE_NOT_FOUND', 3],
    [502, 'CONTENT_CORRUPT', 5],
    [503, 'QUORUM_FAILED', 4],
    [503, 'NOT_JOINED', 4],
    [504, 'LOOKUP_TIMEOUT', 6],
    [500, 'INTERNAL', 1],
  ])('of %i %s is told', async (status, code, exit) => {
    cli.peer = () => problem(status, code, 'the detail');
    const run = await cli.run('peer', 'ls');
    expect(run.code).toBe(exit);
    expect(run.stderr).toContain('the detail');
    expect(run.stdout).toBe('');
  });

  it('is 4 when nobody answers, with the next command', async () => {
    cli.peer = refused;
    const run = await cli.run('peer', 'ls');
    expect(run.code).toBe(4);
    expect(run.stderr).toContain('No peer answers at http://peer (ECONNREFUSED)');
    expect(run.stderr).toContain('npm start');
  });

  it('is 1 when what answers is no peer', async () => {
    cli.peer = () => new Response('<html>', { status: 500 });
    expect((await cli.run('peer', 'ls')).code).toBe(1);
    cli.peer = () => new Response('<html>');
    expect((await cli.run('peer', 'ls')).stderr).toContain('no JSON');
  });

  it('is 6 after --timeout', async () => {
    const delays: number[] = [];
    cli.system = {
      ...realSystem,
      schedule(delayMs, fn) {
        delays.push(delayMs);
        queueMicrotask(fn);
        return () => {};
      },
    };
    cli.peer = () => new Promise(() => {});
    const run = await cli.run('peer', 'ls', '--timeout', '2.5');
    expect([run.code, run.stderr]).toEqual([6, expect.stringContaining('2.5 s')]);
    expect(delays).toEqual([2500]);
  });

  it('is 130 when the user interrupts', async () => {
    cli.peer = () => {
      cli.interrupt.abort();
      return new Promise(() => {});
    };
    expect((await cli.run('peer', 'ls')).code).toBe(130);
  });

  it.each([
    ['nonsense'],
    ['file'],
    ['file', 'put'],
    ['peer', 'ls', '--nonsense'],
    ['peer', 'ls', '--timeout', 'x'],
    ['ring', 'lookup', '--routing', 'best', 'k'],
    ['ring', 'lookup'],
    ['--api', 'nonsense', 'peer', 'ls'],
  ])('is 2 for: acorde %s %s', async (...args) => {
    expect((await cli.run(...args)).code).toBe(2);
  });

  it('is 0 for help, which leads with examples', async () => {
    for (const args of [[], ['--help']]) {
      const run = await cli.run(...args);
      expect(run.code).toBe(0);
      expect(run.stdout.indexOf('Examples:')).toBe(0);
      expect(run.stdout).toContain('Exit codes');
    }
    expect((await cli.run('--version')).stdout).toBe('0.1.0\n');
    expect((await cli.run('file', '--help')).stdout).toContain('--json');
  });

  it('comes with the error in JSON where JSON was asked for', async () => {
    cli.peer = () => problem(404, 'FILE_NOT_FOUND', 'the detail');
    const run = await cli.run('file', 'stat', '0'.repeat(64), '--json');
    expect(JSON.parse(run.stderr)).toMatchObject({
      exitCode: 3,
      error: expect.stringContaining('the detail'),
    });
  });
});

describe('peer', () => {
  beforeEach(() => {
    cli.peer = ({ url }) =>
      url.pathname === '/v1/peers'
        ? json({
            peers: [
              peerOne,
              { ...peerOne, peerId: hex('two'), name: '\u001b[31mtwo', state: 'failed', api: '' },
            ],
          })
        : json({
            peer: peerOne,
            holdings: { files: 1, bytes: 2, records: 3, entries: 4 },
            uptimeSeconds: 5,
            events: 'direct',
            residentBytes: 1e8,
            pid: 9,
          });
  });

  it('ls is a table of short ids, which no name can colour', async () => {
    const { stdout } = await cli.run('peer', 'ls');
    expect(stdout).toBe(
      [
        'ID        NAME      STATE   ADDRESS          API',
        `${hex('one').slice(0, 8)}  one       up      127.0.0.1:50051  http://one`,
        `${hex('two').slice(0, 8)}  \ufffd[31mtwo  failed  127.0.0.1:50051`,
        '',
      ].join('\n'),
    );
  });

  it('ls --json is what REST answers', async () => {
    expect(JSON.parse((await cli.run('peer', 'ls', '--json')).stdout).peers[0]).toEqual(peerOne);
  });

  it('show tells of the asked one, or of another', async () => {
    expect((await cli.run('peer', 'show')).stdout).toContain('process 9');
    expect((await cli.run('peer', 'show', 'one')).stdout).toContain(hex('one'));
    expect(JSON.parse((await cli.run('peer', 'show', hex('one').slice(0, 8), '--json')).stdout)).toEqual(
      peerOne,
    );
    expect((await cli.run('peer', 'show', 'nobody')).code).toBe(3);
  });
});

describe('serve, fleet and network', () => {
  it('hand their flags on', async () => {
    cli.actions = { serve: async () => 7 };
    const serve = await cli.run(
      'serve',
      '--config',
      'c.json',
      '--join',
      'h:1',
      '--token',
      't',
      '--port',
      '0',
      '--api',
      'http://127.0.0.1:0',
      '--contacts',
      'a:1,b:2',
      '--name',
      'ninth',
    );
    expect(serve.code).toBe(7);
    expect(cli.called.at(-1)).toEqual([
      'serve',
      expect.objectContaining({
        config: join(cli.cwd, 'c.json'),
        join: 'h:1',
        token: 't',
        port: 0,
        api: '127.0.0.1:0',
        contacts: ['a:1', 'b:2'],
        name: 'ninth',
        share: undefined,
      }),
    ]);
    await cli.run('fleet', 'start', '--peers', '3', '--port', '4000', '--data', 'd', '--in-process');
    expect(cli.called.at(-1)).toEqual([
      'fleetStart',
      ['--peers', '3', '--port', '4000', '--data', 'd', '--in-process'],
    ]);
    await cli.run(
      'network',
      'init',
      'net',
      '--if-missing',
      '--replicas',
      '1',
      '--timing',
      'demo',
      '--api-host',
      'a,b',
    );
    expect(cli.called.at(-1)).toEqual([
      'networkInit',
      {
        directory: join(cli.cwd, 'net'),
        ifMissing: true,
        replicas: 1,
        successors: 8,
        timing: 'demo',
        apiHosts: ['a', 'b'],
      },
    ]);
    await cli.run('network', 'issue', 'net', '--out', 'gateway');
    expect(cli.called.at(-1)).toEqual([
      'networkIssue',
      { directory: join(cli.cwd, 'net'), role: 'gateway', out: join(cli.cwd, 'gateway') },
    ]);
  });

  it('refuse what is no number', async () => {
    expect((await cli.run('serve', '--port', '70000')).code).toBe(2);
    expect((await cli.run('network', 'init', 'net', '--replicas', '0')).code).toBe(2);
    expect(cli.called).toEqual([]);
  });

  it('end with the code of their error', async () => {
    cli.actions = {
      networkInit: async () => {
        throw Object.assign(new Error('there is a network already'), { code: 'INVALID_ARGUMENT' });
      },
    };
    const run = await cli.run('network', 'init', 'net');
    expect([run.code, run.stderr]).toEqual([2, 'acorde: there is a network already\n']);
  });

  it('token prints the token alone, so that a shell can use it', async () => {
    cli.peer = () => json({ token: 'join-me', expires: '2026-01-01T00:00:00Z' }, 201);
    const run = await cli.run('network', 'token');
    expect(run.stdout).toBe('join-me\n');
    expect(run.stderr).toContain('2026-01-01');
    expect((await cli.run('network', 'token', '--quiet')).stderr).toBe('');
  });
});
