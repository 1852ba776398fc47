import { beforeEach, describe, expect, it } from 'vitest';
import { ApiError } from '../api/call.ts';
import { TestClock } from '../test-clock.ts';
import { createUploadQueue, RUNNING_MAX, type UploadEnd, type UploadQueue } from './upload-queue.ts';

interface Sending {
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
      sendings.push({ name: file.name, onSent, resolve, reject });
      return { done: promise, cancel: () => reject(new ApiError('CANCELLED', 0, '')) };
    },
    clock,
    ({ reply }) => stored.push(reply.id),
  );
});

const file = (name: string, size = 100) => ({ name, size }) as File;
const end = (name: string): UploadEnd => ({
  created: true,
  reply: { id: name, entryId: '', sha256: '', size: 1, name, peerId: '' },
});
const states = () => queue.store.getState().map((upload) => `${upload.name} ${upload.state}`);
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('uploads', () => {
  it('go a few at a time, the rest wait', async () => {
    queue.add(
      ['a', 'b', 'c'].map((name) => file(name)),
      null,
    );
    expect(sendings).toHaveLength(RUNNING_MAX);
    expect(states()).toEqual(['a sending', 'b sending', 'c waiting']);
    sendings[0]!.resolve(end('a'));
    await settle();
    expect(states()).toEqual(['a done', 'b sending', 'c sending']);
    expect(stored).toEqual(['a']);
  });

  it('tell bytes and speed, and that the copies are being made durable', () => {
    queue.add([file('a')], null);
    clock.pass(1_000);
    sendings[0]!.onSent(40);
    expect(queue.store.getState()[0]).toMatchObject({ sent: 40, state: 'sending' });
    sendings[0]!.onSent(100);
    expect(queue.store.getState()[0]?.state).toBe('finishing');
  });

  it('that fail say why and let the next one go', async () => {
    queue.add(
      ['a', 'b', 'c'].map((name) => file(name)),
      null,
    );
    sendings[0]!.reject(new ApiError('DISK_FULL', 507, 'the disk is full'));
    await settle();
    expect(queue.store.getState()[0]).toMatchObject({
      state: 'failed',
      error: { code: 'DISK_FULL', message: 'the disk is full' },
    });
    expect(states()[2]).toBe('c sending');
  });

  it('can be cancelled while they go and while they wait, and taken off the list', async () => {
    queue.add(
      ['a', 'b', 'c'].map((name) => file(name)),
      null,
    );
    const [a, , c] = queue.store.getState();
    queue.cancel(c!.id);
    queue.cancel(a!.id);
    await settle();
    expect(states()).toEqual(['a cancelled', 'b sending', 'c cancelled']);
    expect(sendings).toHaveLength(2);
    queue.dismiss(a!.id);
    queue.dismiss(c!.id);
    expect(states()).toEqual(['b sending']);
  });

  it('that run cannot be taken off the list', () => {
    queue.add([file('a')], null);
    queue.dismiss(queue.store.getState()[0]!.id);
    expect(states()).toEqual(['a sending']);
  });
});
