import { FOLDER_TYPE, readFolderList } from '@acorde/protocol/folder-list.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { ApiError } from '../api/call.ts';
import { TestClock } from '../test-clock.ts';
import { FAULTS_MAX } from './folder-job.ts';
import type { UploadEnd } from './upload.ts';
import { RUNNING_MAX } from './upload-lanes.ts';
import { createUploadQueue, type UploadQueue } from './upload-queue.ts';

interface Sending {
  readonly file: File;
  readonly name: string;
  readonly onSent: (bytes: number) => void;
  readonly resolve: (end: UploadEnd) => void;
  readonly reject: (error: unknown) => void;
}

let sendings: Sending[];
let stored: string[];
let queue: UploadQueue;
let clock: TestClock;

beforeEach(() => {
  sendings = [];
  stored = [];
  clock = new TestClock();
  queue = createUploadQueue(
    (file, _peer, onSent) => {
      const { promise, resolve, reject } = Promise.withResolvers<UploadEnd>();
      sendings.push({ file, name: file.name, onSent, resolve, reject });
      return { done: promise, cancel: () => reject(new ApiError('CANCELLED', 0, '')) };
    },
    clock,
    ({ reply }) => stored.push(reply.id),
  );
});

const file = (name: string, size = 100) => ({ name, size }) as File;
const end = (name: string): UploadEnd => ({
  created: true,
  reply: { id: idOf(name), entryId: '', sha256: 'c'.repeat(64), size: 1, name, peerId: '' },
});
const idOf = (name: string) => name.padEnd(64, '0').replaceAll(/[^0-9a-f]/g, '0');
const states = () => queue.store.getState().map((upload) => `${upload.name} ${upload.state}`);
const settle = () => new Promise((resolve) => setImmediate(resolve));

const names = (upTo: number) => ['a', 'b', 'c', 'd', 'e', 'f'].slice(0, upTo);

describe('uploads', () => {
  it('go a few at a time, the rest wait', async () => {
    queue.add(
      names(RUNNING_MAX + 1).map((name) => file(name)),
      null,
    );
    expect(sendings).toHaveLength(RUNNING_MAX);
    expect(states().at(-1)).toBe('e waiting');
    sendings[0]!.resolve(end('a'));
    await settle();
    expect(states()[0]).toBe('a done');
    expect(states().at(-1)).toBe('e sending');
    expect(stored).toEqual([idOf('a')]);
  });

  it('tell bytes and speed, and that the copies are being made durable', () => {
    queue.add([file('a')], null);
    clock.pass(1_000);
    sendings[0]!.onSent(40);
    expect(queue.store.getState()[0]).toMatchObject({ sent: 40, state: 'sending' });
    sendings[0]!.onSent(100);
    expect(queue.store.getState()[0]?.state).toBe('finishing');
  });

  it('that fail say why, let the next one go, and can be tried again', async () => {
    queue.add(
      names(RUNNING_MAX + 1).map((name) => file(name)),
      null,
    );
    sendings[0]!.reject(new ApiError('DISK_FULL', 507, 'the disk is full'));
    await settle();
    expect(queue.store.getState()[0]).toMatchObject({
      state: 'failed',
      error: { code: 'DISK_FULL', message: 'the disk is full' },
    });
    expect(states().at(-1)).toBe('e sending');
    queue.retry(queue.store.getState()[0]!.id);
    sendings[1]!.resolve(end('b'));
    await settle();
    expect(sendings.at(-1)?.name).toBe('a');
    sendings.at(-1)!.resolve(end('a'));
    await settle();
    expect(states()[0]).toBe('a done');
  });

  it('can be cancelled while they go and while they wait, and taken off the list', async () => {
    queue.add(
      names(RUNNING_MAX + 1).map((name) => file(name)),
      null,
    );
    const [a, , , , e] = queue.store.getState();
    queue.cancel(e!.id);
    queue.cancel(a!.id);
    await settle();
    expect(states()).toEqual(['a cancelled', 'b sending', 'c sending', 'd sending', 'e cancelled']);
    expect(sendings).toHaveLength(RUNNING_MAX);
    queue.dismiss(a!.id);
    queue.dismiss(e!.id);
    expect(states()).toEqual(['b sending', 'c sending', 'd sending']);
  });

  it('that run cannot be taken off the list', () => {
    queue.add([file('a')], null);
    queue.dismiss(queue.store.getState()[0]!.id);
    expect(states()).toEqual(['a sending']);
  });

  it('that were cancelled stay so, whatever their request still says', async () => {
    queue.add([file('a')], null);
    queue.cancel(queue.store.getState()[0]!.id);
    sendings[0]!.onSent(50);
    await settle();
    expect(queue.store.getState()[0]).toMatchObject({ state: 'cancelled', sent: 0, error: null });
  });
});

describe('a folder', () => {
  const placed = (...paths: string[]) =>
    paths.map((path) => ({ path, file: file(path.split('/').at(-1)!, 10) }));

  it('goes file by file, and its list of them last, under the name of the folder', async () => {
    queue.addFolder('photos', placed('b/one.txt', 'a.txt'), null);
    expect(queue.store.getState()[0]).toMatchObject({ size: 20, folder: { files: 2, done: 0 } });
    sendings[0]!.onSent(4);
    expect(queue.store.getState()[0]).toMatchObject({ sent: 4, state: 'sending' });
    expect(queue.store.getState()[0]?.folder?.current[0]).toEqual({ path: 'b/one.txt', size: 10, sent: 4 });
    sendings[0]!.resolve(end('one'));
    sendings[1]!.resolve(end('a'));
    await settle();
    expect(states()).toEqual(['photos finishing']);
    const list = sendings[2]!;
    expect(list.name).toBe('photos');
    expect(list.file.type).toBe(FOLDER_TYPE);
    expect(readFolderList(await list.file.text()).map(({ path, id }) => [path, id])).toEqual([
      ['a.txt', idOf('a')],
      ['b/one.txt', idOf('one')],
    ]);
    list.resolve(end('photos'));
    await settle();
    expect(states()).toEqual(['photos done']);
    expect(stored).toEqual([idOf('photos')]);
  });

  it('without files is a list of none', async () => {
    queue.addFolder('empty', [], null);
    expect(readFolderList(await sendings[0]!.file.text())).toEqual([]);
  });

  it('goes on when a file fails, says which, sends no list, and tries only that one again', async () => {
    queue.addFolder('photos', placed('a.txt', 'b.txt'), null);
    sendings[0]!.reject(new ApiError('INVALID_ARGUMENT', 400, 'the name has a control character'));
    sendings[1]!.resolve(end('b'));
    await settle();
    expect(queue.store.getState()[0]).toMatchObject({
      state: 'failed',
      folder: { done: 1, failed: [{ path: 'a.txt' }] },
    });
    expect(sendings).toHaveLength(2);
    queue.retry(queue.store.getState()[0]!.id);
    expect(sendings.map(({ name }) => name)).toEqual(['a.txt', 'b.txt', 'a.txt']);
    sendings[2]!.resolve(end('a'));
    await settle();
    expect(readFolderList(await sendings[3]!.file.text())).toHaveLength(2);
  });

  it('is given up when one file after the other fails', async () => {
    queue.addFolder('photos', placed(...Array.from({ length: 60 }, (_, i) => `${i}.txt`)), null);
    for (let i = 0; i < FAULTS_MAX; i += 1) {
      sendings[i]!.reject(new ApiError('DISK_FULL', 507, 'the disk is full'));
      await settle();
    }
    expect(queue.store.getState()[0]).toMatchObject({ state: 'failed', error: { code: 'DISK_FULL' } });
    expect(sendings.length).toBeLessThan(60);
  });

  it('is cancelled as a whole, and what waits behind it goes', async () => {
    queue.addFolder('photos', placed(...names(6).map((name) => `${name}.txt`)), null);
    queue.add([file('after')], null);
    queue.cancel(queue.store.getState()[0]!.id);
    await settle();
    expect(states()).toEqual(['photos cancelled', 'after sending']);
    expect(sendings).toHaveLength(RUNNING_MAX + 1);
  });

  it('with a path that no folder can have is refused before anything is sent', () => {
    queue.addFolder('photos', placed('a\\b.txt'), null);
    expect(states()).toEqual(['photos failed']);
    expect(sendings).toHaveLength(0);
  });
});
