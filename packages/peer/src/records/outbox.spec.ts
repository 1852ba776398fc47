import { AcordeError } from '@acorde/protocol';
import { describe, expect, it } from 'vitest';
import { signerNamed, versionsOf } from '../../test/records/identities.ts';
import { entryRecord } from '../../test/records/samples.ts';
import { createOutbox } from './outbox.ts';
import type { SignedRecord } from './record.ts';

const author = { signer: signerNamed('ana'), versions: versionsOf(1) };
const record = (name: string) => entryRecord(author, name);
const to = { peerId: 'b', address: 'b:1' };

/** A peer whose answers the test gives one by one. */
function slowPeer() {
  const messages: {
    records: readonly SignedRecord[];
    answer: (refused: number) => void;
    fail: (e: Error) => void;
  }[] = [];
  const send = (_: unknown, records: readonly SignedRecord[]) =>
    new Promise<{ stored: number; refused: number }>((resolve, reject) => {
      messages.push({
        records,
        answer: (refused) => resolve({ stored: records.length, refused }),
        fail: reject,
      });
    });
  return { messages, outbox: createOutbox(send) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the outbox', () => {
  it('gathers what comes while messages are under way', async () => {
    const { messages, outbox } = slowPeer();
    const stored = ['a', 'b', 'c', 'd'].map((name) => outbox.store(to, [record(name)]));
    expect(messages).toHaveLength(2);
    messages[0]?.answer(0);
    await stored[0];
    await turn();
    expect(messages.map(({ records }) => records.length)).toEqual([1, 1, 2]);
    messages[1]?.answer(0);
    messages[2]?.answer(0);
    await Promise.all(stored);
  });

  it('lets one bad record fail alone', async () => {
    const bad = record('bad');
    const outbox = createOutbox(async (_, records) => {
      await turn();
      return { stored: 0, refused: records.includes(bad) ? 1 : 0 };
    });
    const results = await Promise.allSettled(
      [record('1'), record('2'), record('3'), bad, record('4')].map((one) => outbox.store(to, [one])),
    );
    expect(results.map(({ status }) => status)).toEqual([
      ...['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
    ]);
    expect(results[3]).toMatchObject({ reason: { code: 'FORBIDDEN' } });
  });

  it('fails what was in a message that failed, and goes on', async () => {
    const { messages, outbox } = slowPeer();
    const stored = ['a', 'b', 'c'].map((name) => outbox.store(to, [record(name)]));
    const failed = expect(stored[0]).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' });
    messages[0]?.fail(new AcordeError('PEER_UNREACHABLE', 'gone'));
    await failed;
    await turn();
    for (const message of messages.slice(1)) message.answer(0);
    await Promise.all(stored.slice(1));
  });

  it('refuses more than it will hold', async () => {
    const { outbox } = slowPeer();
    const one = record('x');
    const many = Array.from({ length: 5000 }, () => one);
    const waiting = Array.from({ length: 5 }, () => outbox.store(to, many));
    for (const stored of waiting) stored.catch(() => {});
    await expect(outbox.store(to, many)).rejects.toMatchObject({ code: 'OVERLOADED' });
    expect(() => outbox.store({ ...to, peerId: 'c' }, many)).not.toThrow();
  });
});
