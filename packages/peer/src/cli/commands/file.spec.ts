import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFakeCli, type FakeCli, json } from '../testing/fake-cli.ts';
import { createFakeNetwork, type FakeNetwork, hex } from '../testing/fake-network.ts';

let cli: FakeCli;
let network: FakeNetwork;
beforeEach(() => {
  cli = createFakeCli();
  network = createFakeNetwork();
  cli.peer = network.peer;
});
afterEach(() => cli.remove());

const path = (name: string) => join(cli.cwd, name);
const read = (name: string) => readFileSync(path(name), 'utf8');

describe('file put', () => {
  it('sends each file under its own name, with its length', async () => {
    writeFileSync(path('a.txt'), 'aaa');
    writeFileSync(path('会议.txt'), 'bb');
    const run = await cli.run('file', 'put', 'a.txt', '会议.txt', '--json');
    expect(run.code).toBe(0);
    const lines = run.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ name, size }) => [name, size])).toEqual([
      ['a.txt', 3],
      ['会议.txt', 2],
    ]);
    expect(cli.requests[0]?.headers.get('content-length')).toBe('3');
    expect(cli.requests.map(({ body }) => body.toString())).toEqual(['aaa', 'bb']);
  });

  it('says when the entry was there already', async () => {
    writeFileSync(path('a.txt'), 'aaa');
    expect((await cli.run('file', 'put', 'a.txt')).stdout).not.toContain('already');
    expect((await cli.run('file', 'put', 'a.txt')).stdout).toContain('already');
  });

  it('takes the standard input, which needs a name', async () => {
    cli.stdin = 'from a pipe';
    const run = await cli.run('file', 'put', '-', '--name', 'piped', '--media-type', 'text/x-test', '--json');
    expect(JSON.parse(run.stdout).name).toBe('piped');
    expect(cli.requests[0]?.headers.get('content-length')).toBeNull();
    expect(cli.requests[0]?.headers.get('content-type')).toBe('text/x-test');
    expect((await cli.run('file', 'put', '-')).code).toBe(2);
  });

  it('sends nothing when one of the paths is wrong', async () => {
    writeFileSync(path('a.txt'), 'aaa');
    const missing = await cli.run('file', 'put', 'a.txt', 'nothing.txt');
    expect([missing.code, missing.stderr]).toEqual([3, expect.stringContaining('nothing.txt')]);
    expect((await cli.run('file', 'put', 'a.txt', 'a.txt', '--name', 'x')).code).toBe(2);
    expect(cli.requests).toEqual([]);
  });

  it('fails when something else arrived', async () => {
    writeFileSync(path('a.txt'), 'aaa');
    cli.peer = () => json({ ...network.add('a.txt', 'other') }, 201);
    const run = await cli.run('file', 'put', 'a.txt');
    expect(run.code).toBe(5);
    expect(run.stdout).toBe('');
  });
});

describe('file get', () => {
  it('writes the file under its name, by id, by name and by the digits of an id', async () => {
    const { id } = network.add('canción.txt', 'la la la');
    for (const wanted of [id, id.toUpperCase(), 'canción.txt', 'cancio\u0301n.txt', id.slice(0, 8)]) {
      const run = await cli.run('file', 'get', wanted, '--json');
      expect(run.code).toBe(0);
      expect(JSON.parse(run.stdout)).toEqual({
        id,
        name: 'canción.txt',
        size: 8,
        sha256: hex('la la la'),
        path: path('canción.txt'),
      });
      expect(read('canción.txt')).toBe('la la la');
      expect(existsSync(path('canción.txt.part'))).toBe(false);
    }
  });

  it('writes where it is told to', async () => {
    const { id } = network.add('a.txt', 'aaa');
    mkdirSync(path('folder'));
    await cli.run('file', 'get', id, '-o', 'copy.txt');
    await cli.run('file', 'get', id, '-o', 'folder');
    expect([read('copy.txt'), read('folder/a.txt')]).toEqual(['aaa', 'aaa']);
    const piped = await cli.run('file', 'get', id, '-o', '-');
    expect([piped.code, piped.stdout]).toEqual([0, 'aaa']);
  });

  it('takes an empty file', async () => {
    const { id } = network.add('empty', '');
    expect((await cli.run('file', 'get', id)).code).toBe(0);
    expect(read('empty')).toBe('');
  });

  it('goes on with a part', async () => {
    const { id } = network.add('a.txt', '0123456789');
    writeFileSync(path('a.txt.part'), '0123');
    expect((await cli.run('file', 'get', id)).code).toBe(0);
    expect(read('a.txt')).toBe('0123456789');
    const headers = cli.requests.at(-1)?.headers;
    expect([headers?.get('range'), headers?.get('if-range')]).toEqual(['bytes=4-', `"${id}"`]);
  });

  it('asks for nothing more when the part is whole', async () => {
    const { id } = network.add('a.txt', '0123456789');
    writeFileSync(path('a.txt.part'), '0123456789');
    expect((await cli.run('file', 'get', id)).code).toBe(0);
    expect(cli.requests.some(({ url }) => url.pathname === `/v1/files/${id}`)).toBe(false);
    expect(read('a.txt')).toBe('0123456789');
  });

  it('starts over when the part is longer than the file', async () => {
    const { id } = network.add('a.txt', '0123');
    writeFileSync(path('a.txt.part'), '0123456789');
    expect((await cli.run('file', 'get', id)).code).toBe(0);
    expect(read('a.txt')).toBe('0123');
  });

  it('keeps nothing that does not match the entry', async () => {
    const { id } = network.add('a.txt', '0123456789');
    writeFileSync(path('a.txt.part'), 'xxxx');
    const run = await cli.run('file', 'get', id);
    expect([run.code, run.stderr]).toEqual([5, expect.stringContaining('SHA-256')]);
    expect(existsSync(path('a.txt'))).toBe(false);
    expect(existsSync(path('a.txt.part'))).toBe(false);
  });

  it('keeps what came of a download that broke off', async () => {
    const { id } = network.add('a.txt', '0123456789');
    const { peer } = network;
    cli.peer = (request) =>
      request.url.pathname === `/v1/files/${id}` ? new Response('01234') : peer(request);
    const run = await cli.run('file', 'get', id);
    expect([run.code, run.stderr]).toEqual([4, expect.stringContaining('at byte 5 of 10')]);
    expect(read('a.txt.part')).toBe('01234');
    cli.peer = peer;
    expect((await cli.run('file', 'get', id)).code).toBe(0);
    expect(read('a.txt')).toBe('0123456789');
  });

  it('lists the candidates of a name that fits several files', async () => {
    const one = network.add('a.txt', 'one');
    const two = network.add('a.txt', 'two', 'other');
    const run = await cli.run('file', 'get', 'a.txt');
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(one.id);
    expect(run.stderr).toContain(two.id);
  });

  it('takes a name that several peers give to one file', async () => {
    network.add('a.txt', 'same');
    network.add('a.txt', 'same', 'other');
    expect((await cli.run('file', 'get', 'a.txt')).code).toBe(0);
  });

  it('says so when there is no such file', async () => {
    network.add('a.txt.old', 'x');
    for (const wanted of ['a.txt', '0123abcd', '0'.repeat(64), 'x'.repeat(300)]) {
      const run = await cli.run('file', 'get', wanted);
      expect([run.code, run.stderr]).toEqual([3, expect.stringContaining('acorde file find')]);
    }
  });

  it('never writes outside the folder, whatever a peer calls its file', async () => {
    const { id } = network.add('../escape', 'x');
    expect((await cli.run('file', 'get', id)).code).toBe(0);
    expect(existsSync(join(cli.cwd, '..', 'escape'))).toBe(false);
    expect(existsSync(path(id))).toBe(true);
  });
});

describe('file find and ls', () => {
  it('find asks the fleet and shows a table', async () => {
    const entry = network.add('blue.txt', 'x'.repeat(3 * 2 ** 20));
    network.add('red.txt', 'r');
    const run = await cli.run('file', 'find', 'blue');
    expect(run.stdout.split('\n')[1]).toBe(
      [entry.id.slice(0, 8), '3.0 MiB', hex('one').slice(0, 8), entry.entryId.slice(0, 8), 'blue.txt'].join(
        '  ',
      ),
    );
    expect(cli.requests[0]?.url.search).toBe('?q=blue&scope=fleet&page_size=100');
    expect(JSON.parse((await cli.run('file', 'find', 'blue', '--json')).stdout).files).toEqual([entry]);
  });

  it('find says when there is more, and goes on', async () => {
    for (const name of ['a', 'b', 'c']) network.add(name, name);
    const first = await cli.run('file', 'find', '--limit', '2');
    expect(first.stderr).toContain('--page-token 2');
    const second = await cli.run('file', 'find', '--limit', '2', '--page-token', '2');
    expect(second.stdout).toContain('c\n');
    expect(second.stderr).toBe('');
  });

  it('ls asks for the index of one peer', async () => {
    network.add('mine', 'x');
    network.add('theirs', 'y', 'two');
    const { peer } = network;
    cli.peer = (request) =>
      request.url.pathname === '/v1/peers'
        ? json({ peers: [{ peerId: hex('two'), name: 'two', api: 'http://two' }] })
        : peer(request);
    const { stdout } = await cli.run('file', 'ls', '--peer', 'two', '--json');
    expect(JSON.parse(stdout).files.map(({ name }: { name: string }) => name)).toEqual(['theirs']);
    expect(cli.requests.at(-1)?.url.host).toBe('peer');
    await cli.run('file', 'ls');
    expect(cli.requests.at(-1)?.url.search).toBe('?scope=peer&page_size=1000');
  });
});

describe('file stat and rm', () => {
  it('stat says who has a copy', async () => {
    const { id } = network.add('a.txt', 'aaa');
    const { stdout } = await cli.run('file', 'stat', 'a.txt');
    expect(stdout).toContain(id);
    expect(stdout).toContain('1 of 3');
    expect(stdout).toMatch(new RegExp(`${hex('away').slice(0, 8)}  complete  no`));
  });

  it('rm removes a file or an entry', async () => {
    const file = network.add('a.txt', 'aaa');
    const entry = network.add('b.txt', 'bbb');
    expect((await cli.run('file', 'rm', file.id)).stdout).toBe(`removed ${file.entryId.slice(0, 8)}\n`);
    const run = await cli.run('file', 'rm', '--entry', entry.entryId, '--json');
    expect(JSON.parse(run.stdout)).toEqual({ removed: [entry.entryId] });
    expect(network.files).toEqual([]);
    expect((await cli.run('file', 'rm')).code).toBe(2);
    expect((await cli.run('file', 'rm', file.id, '--entry', entry.entryId)).code).toBe(2);
    expect((await cli.run('file', 'rm', file.id)).code).toBe(3);
  });
});
