// What scripts may count on, sentence by sentence: the fields of fleet.json, the shapes of the answers, their codes, and
// that `--json` is REST's JSON.
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { isAbsolute, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api, eventually, fleetStatus, type RunningFleet, run, startFleet } from '../support/fleet.ts';

const ID = /^[0-9a-f]{64}$/;
const CONTACT = { memberId: expect.stringMatching(ID), peerId: expect.stringMatching(ID) };

let fleet: RunningFleet;
beforeAll(async () => {
  fleet = await startFleet({ peers: 5 });
});
afterAll(() => fleet?.dispose());

describe('npm start', () => {
  it('writes fleet.json with the dashboard, the token file and the peers', () => {
    const file = JSON.parse(readFileSync(join(fleet.data, 'fleet.json'), 'utf8'));
    expect(file.dashboard).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(isAbsolute(file.tokenFile)).toBe(true);
    expect(statSync(file.tokenFile).mode & 0o777).toBe(0o600);
    expect(file.peers).toHaveLength(5);
    for (const peer of file.peers) {
      expect(peer).toEqual({
        id: expect.stringMatching(ID),
        name: expect.stringMatching(/^peer-\d$/),
        pid: expect.any(Number),
        address: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
        api: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      });
      const command = readFileSync(`/proc/${peer.pid}/cmdline`, 'utf8').split('\0');
      expect(command[0]).toMatch(/node$/);
      expect(command).toContain('serve');
    }
    expect(readdirSync(fleet.data)).not.toContain('fleet.json.part');
  });

  it('prints ready and the dashboard last, when the ring is ideal and the page answers', async () => {
    expect(fleet.output().trimEnd().split('\n').at(-1)).toBe(`ready ${fleet.dashboard}`);
    const status = await fleetStatus(fleet);
    expect(status).toEqual({
      peers: expect.arrayContaining(
        fleet.peers.map(({ id, name, address, api }) => ({ id, name, address, api, state: 'up' })),
      ),
      ring: { ideal: true, members: 5 },
      events: expect.objectContaining({ source: 'direct' }),
    });
    expect((await fetch(fleet.dashboard)).headers.get('content-type')).toContain('text/html');
  });

  it('gives the peers ports from 50051 and 8080 on', () => {
    for (const { address, api: url } of fleet.peers) {
      expect(Number(address.split(':')[1])).toBeGreaterThanOrEqual(50_051);
      expect(Number(new URL(url).port)).toBeGreaterThanOrEqual(8080);
    }
  });
});

describe('files', () => {
  const content = randomBytes(200_000);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const made = { sha256, size: content.length, name: 'a file.bin' };
  let id = '';

  it('are put with 201, and with 200 when the same entry was there', async () => {
    const first = await api(fleet, fleet.peers[0]!).put(made.name, content);
    const answer = (await first.json()) as { id: string; entryId: string };
    expect([first.status, answer]).toEqual([201, expect.objectContaining(made)]);
    expect([answer.id, answer.entryId]).toEqual([expect.stringMatching(ID), expect.stringMatching(ID)]);
    const second = await api(fleet, fleet.peers[0]!).put(made.name, content);
    expect([second.status, await second.json()]).toEqual([200, answer]);
    id = answer.id;
  });

  it.each([
    ['with', { 'content-length': String(content.length) }],
    ['without', { 'transfer-encoding': 'chunked' }],
  ])('are put %s Content-Length', async (how, headers) => {
    const answer = await post(`/v1/files?name=${how}`, headers, content);
    expect([answer.statusCode, await json(answer)]).toEqual([201, expect.objectContaining({ sha256 })]);
  });

  it('are read with GET and described with HEAD', async () => {
    const got = await api(fleet, fleet.peers[3]!).get(`/v1/files/${id}`);
    expect([got.status, Buffer.from(await got.arrayBuffer()).equals(content)]).toEqual([200, true]);
    const head = await fetch(`${fleet.peers[2]!.api}/v1/files/${id}`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), head.headers.get('etag')]).toEqual([
      200,
      String(content.length),
      `"${id}"`,
    ]);
  });

  it('have holders, three or more of them complete in the end', async () => {
    const read = () =>
      api(fleet, fleet.peers[1]!).json<{ holders: { peerId: string; complete: boolean }[] }>(
        `/v1/files/${id}/holders`,
      );
    const { holders } = await eventually('three copies', 10_000, read, (answer) => {
      return answer.holders.filter(({ complete }) => complete).length >= 3;
    });
    for (const holder of holders) {
      expect(holder).toMatchObject({ peerId: expect.stringMatching(ID), complete: expect.any(Boolean) });
    }
  });

  it.each([
    '',
    '.',
    '..',
    'a/b',
    '/etc/passwd',
    'a\\b',
    'a\0b',
    'a\nb',
    'a\x7fb',
    'a\u0085b',
    'a\u202eb',
    'a\u2066b',
    'ñ'.repeat(128),
    'a'.repeat(256),
  ])('are not put under the name %j', async (name) => {
    const answer = await api(fleet, fleet.peers[0]!).put(name, 'x');
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'INVALID_ARGUMENT', status: 400 });
  });
});

describe('the ring', () => {
  const key = createHash('sha256').update('a key').digest('hex');

  it('is told with the four facts of member 0 at the top level too', async () => {
    const ring = await api(fleet, fleet.peers[0]!).json<Record<string, unknown> & { members: object[] }>(
      '/v1/ring',
    );
    const { self, predecessor, successors, fingers } = ring;
    expect(ring.members[0]).toMatchObject({ self, predecessor, successors, fingers });
    expect(ring.members[0]).toMatchObject({
      self: CONTACT,
      predecessor: CONTACT,
      fingers: expect.any(Array),
    });
    expect(successors).toEqual(Array(4).fill(expect.objectContaining(CONTACT)));
  });

  it.each(['classic', 'full', 'auto'])('is asked for the owner of a key by %s routing', async (routing) => {
    const answer = await api(fleet, fleet.peers[1]!).json<Record<string, unknown> & { hops: object[] }>(
      `/v1/ring/lookup?key=${key}&routing=${routing}`,
    );
    expect(answer).toMatchObject({ key, ...CONTACT });
    for (const hop of answer.hops) {
      expect(hop).toMatchObject({
        index: expect.any(Number),
        from: expect.stringMatching(ID),
        to: expect.stringMatching(ID),
        reason: expect.any(String),
        outcome: expect.stringMatching(/^(forwarded|owner|not_owner|unreachable|busy|error)$/),
        ms: expect.any(Number),
      });
    }
  });

  it('lists its peers, the asked one included', async () => {
    const url = `${fleet.peers[4]!.api}/acorde.v1.RegistryService/ListPeers`;
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(url, { method: 'POST', headers, body: '{}' });
    const { peers } = (await answer.json()) as { peers: { peerId: string }[] };
    expect(peers.map(({ peerId }) => peerId).sort()).toEqual(fleet.peers.map(({ id }) => id).sort());
  });
});

describe('--json', () => {
  it.each([
    [['peer', 'ls'], '/v1/peers'],
    [['file', 'find', 'with'], '/v1/files?q=with&scope=fleet'],
    [['file', 'ls'], '/v1/files?scope=peer'],
    [['ring', 'lookup', '--name', 'a key'], `/v1/ring/lookup?key=${sha('a key')}`],
    [['file', 'stat', 'with'], null],
  ])('answers %j as REST does', async (words, path) => {
    const peer = fleet.peers[0]!;
    const done = await run('npm', ['run', '-s', 'acorde', '--', '--api', peer.api, ...words, '--json'], {
      env: { ACORDE_DATA: fleet.data },
    });
    expect([done.code, done.stderr]).toEqual([0, '']);
    const said = JSON.parse(done.stdout);
    const rest = await api(fleet, peer).json(path ?? `/v1/files/${said.id}/stat`);
    expect(timeless(said)).toEqual(timeless(rest));
  });
});

/** What was measured, and who answered first, differs from one answer to the next. */
function timeless(answer: unknown): unknown {
  return JSON.parse(
    JSON.stringify(answer, (name, value) => {
      if (name === 'ms') return 0;
      return name === 'holders' ? [...value].sort((a, b) => (a.peerId < b.peerId ? -1 : 1)) : value;
    }),
  );
}

function sha(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function post(path: string, headers: Record<string, string>, body: Buffer): Promise<IncomingMessage> {
  const options = { method: 'POST', headers: { authorization: `Bearer ${fleet.token}`, ...headers } };
  return new Promise((resolve, reject) => {
    request(`${fleet.peers[0]!.api}${path}`, options, resolve).once('error', reject).end(body);
  });
}

async function json(answer: IncomingMessage): Promise<unknown> {
  return JSON.parse(Buffer.concat(await answer.toArray()).toString());
}
