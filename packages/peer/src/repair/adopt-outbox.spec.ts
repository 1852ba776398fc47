import { describe, expect, it } from 'vitest';
import type { FileId } from '../records/record.ts';
import { createAdoptOutbox, type SendAdoptions } from './adopt-outbox.ts';

const to = { peerId: 'a', address: 'a:1' };
const id = (number: number) => String(number).padStart(64, '0') as FileId;
const signal = new AbortController().signal;

interface Message {
  readonly fileIds: readonly FileId[];
  readonly signal: AbortSignal;
  answer(failures?: Awaited<ReturnType<SendAdoptions>>): void;
  fail(error: Error): void;
}

function outbox() {
  const sent: Message[] = [];
  const adopt = createAdoptOutbox(
    (_to, fileIds, abort) =>
      new Promise((resolve, reject) =>
        sent.push({ fileIds, signal: abort, answer: (failures = []) => resolve(failures), fail: reject }),
      ),
  );
  return { adopt, sent };
}

async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('files that a peer is to take over', () => {
  it('go in few messages: what comes while two are under way waits for the next', async () => {
    const { adopt, sent } = outbox();
    const all = Array.from({ length: 300 }, (_, i) => adopt(to, id(i), signal));
    await settle();
    expect(sent.map(({ fileIds }) => fileIds.length)).toEqual([128, 128]);
    sent[0]?.answer();
    await settle();
    expect(sent.map(({ fileIds }) => fileIds.length)).toEqual([128, 128, 44]);
    for (const message of sent) message.answer();
    await Promise.all(all);
  });

  it('fail one by one, with the code that the peer tells, or as a message', async () => {
    const { adopt, sent } = outbox();
    const first = [adopt(to, id(1), signal), adopt(to, id(2), signal), adopt(to, id(3), signal)];
    await settle();
    sent[0]?.answer([
      { fileId: id(2), code: 'DISK_FULL', message: 'no room' },
      { fileId: id(3), code: 'constructor', message: 'a code that is none' },
    ]);
    const results = await Promise.allSettled(first);
    expect(results.map((result) => (result.status === 'rejected' ? result.reason.code : 'done'))).toEqual([
      'done',
      'DISK_FULL',
      'INTERNAL',
    ]);
    const second = adopt(to, id(4), signal);
    await settle();
    sent[1]?.fail(new Error('broken'));
    await expect(second).rejects.toThrow('broken');
  });

  it('are given up together when nobody waits for any of them', async () => {
    const { adopt, sent } = outbox();
    const [a, b] = [new AbortController(), new AbortController()];
    const work = Promise.allSettled([adopt(to, id(1), a.signal), adopt(to, id(2), b.signal)]);
    await settle();
    a.abort();
    expect(sent[0]?.signal.aborted).toBe(false);
    b.abort();
    expect(sent[0]?.signal.aborted).toBe(true);
    sent[0]?.fail(new Error('cancelled'));
    expect((await work).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const late = new AbortController();
    late.abort();
    await expect(adopt(to, id(3), late.signal)).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(sent).toHaveLength(1);
  });
});
