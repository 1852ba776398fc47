import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FOLDER_TYPE } from '@acorde/protocol/folder-list.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFakeCli, type FakeCli } from '../testing/fake-cli.ts';
import { createFakeNetwork, type FakeNetwork, hex } from '../testing/fake-network.ts';

let cli: FakeCli;
let network: FakeNetwork;
beforeEach(() => {
  cli = createFakeCli();
  network = createFakeNetwork();
  cli.peer = network.peer;
  mkdirSync(join(cli.cwd, 'photos', 'sea', 'empty'), { recursive: true });
  writeFileSync(join(cli.cwd, 'photos', 'a.txt'), 'aaa');
  writeFileSync(join(cli.cwd, 'photos', 'sea', 'a.txt'), 'another a');
  writeFileSync(join(cli.cwd, 'photos', 'sea', '浪.txt'), '');
});
afterEach(() => cli.remove());

const bytes = (...path: string[]) => readFileSync(join(cli.cwd, ...path), 'utf8');

describe('a folder', () => {
  it('is put file by file, and comes back as a tree', async () => {
    const put = await cli.run('file', 'put', 'photos', '--json');
    expect(put.code).toBe(0);
    expect(JSON.parse(put.stdout)).toMatchObject({ name: 'photos', mediaType: FOLDER_TYPE, files: 3 });
    const get = await cli.run('file', 'get', 'photos', '-o', 'back');
    expect([get.code, get.stdout]).toEqual([0, expect.stringContaining('3 files, 12')]);
    expect([bytes('back', 'a.txt'), bytes('back', 'sea', 'a.txt'), bytes('back', 'sea', '浪.txt')]).toEqual([
      'aaa',
      'another a',
      '',
    ]);
  });

  it('put twice is there already; under another name it is the same list', async () => {
    await cli.run('file', 'put', 'photos');
    expect((await cli.run('file', 'put', 'photos')).stdout).toContain('already');
    const named = await cli.run('file', 'put', 'photos', '--name', 'pictures', '--json');
    const lists = network.files.filter(({ entry }) => entry.mediaType === FOLDER_TYPE);
    expect(lists.map(({ entry }) => entry.name)).toEqual(['photos', 'pictures']);
    expect(new Set(lists.map(({ entry }) => entry.id)).size).toBe(1);
    expect(named.code).toBe(0);
  });

  it('of many small files travels in few calls, there and back, beside the large ones', async () => {
    cli.batches = async () => network.batches;
    for (let i = 0; i < 300; i += 1) writeFileSync(join(cli.cwd, 'photos', `${i}.small`), `small ${i}`);
    const large = 'x'.repeat(100_000);
    writeFileSync(join(cli.cwd, 'photos', 'large'), large);
    const put = await cli.run('file', 'put', 'photos', '--json');
    expect([put.code, JSON.parse(put.stdout)]).toMatchObject([0, { files: 304 }]);
    expect([network.batches.calls, cli.requests.filter(({ method }) => method === 'POST').length]).toEqual([
      3, 2,
    ]);
    const get = await cli.run('file', 'get', 'photos', '-o', 'back');
    expect([get.code, network.batches.calls]).toEqual([0, 6]);
    expect([bytes('back', '299.small'), bytes('back', 'large'), bytes('back', 'sea', 'a.txt')]).toEqual([
      'small 299',
      large,
      'another a',
    ]);
    writeFileSync(join(cli.cwd, 'back', '7.small'), 'bad');
    await cli.run('file', 'get', 'photos', '-o', 'back');
    expect([bytes('back', '7.small'), network.batches.calls]).toEqual(['small 7', 7]);
  });

  it('with a small file that is not what the list says fails', async () => {
    cli.batches = async () => network.batches;
    await cli.run('file', 'put', 'photos');
    for (const file of network.files) if (file.entry.name === 'a.txt') file.content = Buffer.from('AAA');
    const get = await cli.run('file', 'get', 'photos', '-o', 'back');
    expect([get.code, existsSync(join(cli.cwd, 'back', 'a.txt'))]).toEqual([5, false]);
  });

  it('leaves out links, and says so', async () => {
    symlinkSync('/etc/hostname', join(cli.cwd, 'photos', 'link'));
    const put = await cli.run('file', 'put', 'photos');
    expect([put.code, put.stderr]).toEqual([0, expect.stringContaining('1 links')]);
    expect(put.stdout).toContain('3 files');
  });

  it('fetched again, takes what is missing or wrong, and nothing else', async () => {
    await cli.run('file', 'put', 'photos');
    await cli.run('file', 'get', 'photos', '-o', 'back');
    writeFileSync(join(cli.cwd, 'back', 'a.txt'), 'bad');
    const before = cli.requests.length;
    expect((await cli.run('file', 'get', 'photos', '-o', 'back')).code).toBe(0);
    expect(bytes('back', 'a.txt')).toBe('aaa');
    const fetched = cli.requests
      .slice(before)
      .filter(({ url }) => /\/v1\/files\/[0-9a-f]{64}$/.test(url.pathname));
    expect(fetched).toHaveLength(2);
  });

  it('whose list leads out of it is not taken out', async () => {
    const { id, sha256 } = network.add('x', 'evil');
    const list = JSON.stringify({ acordeFolder: 1, files: [{ path: '../evil', id, size: 4, sha256 }] });
    network.add('trap', list, 'one', FOLDER_TYPE);
    const get = await cli.run('file', 'get', 'trap');
    expect([get.code, get.stderr]).toEqual([5, expect.stringContaining('not safe')]);
    expect([existsSync(join(cli.cwd, 'evil')), existsSync(join(cli.cwd, 'trap'))]).toEqual([false, false]);
  });

  it('with a file that is not what the list says fails, and the right ones stay', async () => {
    const { id } = network.add('x', 'four');
    const list = JSON.stringify({
      acordeFolder: 1,
      files: [{ path: 'x', id, size: 4, sha256: hex('other') }],
    });
    network.add('wrong', list, 'one', FOLDER_TYPE);
    expect((await cli.run('file', 'get', 'wrong')).code).toBe(5);
    expect(existsSync(join(cli.cwd, 'wrong', 'x'))).toBe(false);
  });
});
