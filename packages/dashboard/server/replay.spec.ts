import { describe, expect, test } from 'vitest';
import { matcherOf } from './event-filter.ts';
import { createReplay } from './replay.ts';
import type { Timeline } from './source/timeline.ts';

const PEER = 'ab'.repeat(32);
const all = matcherOf({ types: [], peers: [] });

function message(seq: number, type = 'acorde.v1.file.replicated') {
  const time = new Date(seq * 1000).toISOString();
  const event = {
    specversion: '1.0',
    type,
    time,
    peerid: PEER,
    incarnation: '7',
    sequence: String(seq),
    data: {},
  };
  return Buffer.from(JSON.stringify(event));
}

/** A stream whose offsets are places in `messages`; times are answered from the beginning. */
function open(messages: readonly Uint8Array[]) {
  const warnings: string[] = [];
  const timeline: Timeline = {
    async read(start, take) {
      const from = 'offset' in start ? start.offset : 0;
      for (let at = from; at < messages.length; at += 1)
        if (!take(messages[at] as Uint8Array)) return { next: at + 1, more: true };
      return { next: messages.length, more: false };
    },
  };
  const logger = {
    debug: () => {},
    info: () => {},
    error: () => {},
    warn: (_: object, text: string) => warnings.push(text),
  };
  return { replay: createReplay({ timeline, logger }), timeline, warnings };
}

const seqs = (page: { events: readonly { seq: number }[] } | null) => page?.events.map(({ seq }) => seq);

describe('the replay', () => {
  test('gives pages in order, and says where to go on', async () => {
    const { replay } = open([1, 2, 3].map((seq) => message(seq)));
    const first = await replay.page({ offset: 0 }, 2, all);
    expect(first).toMatchObject({ next: 2, more: true });
    expect(seqs(first)).toEqual([1, 2]);
    const last = await replay.page({ offset: 2 }, 2, all);
    expect(last).toMatchObject({ next: 3, more: false });
    expect(seqs(last)).toEqual([3]);
  });

  test('is exact about a time, though the stream gives a few older ones', async () => {
    const { replay } = open([1, 2, 3].map((seq) => message(seq)));
    expect(seqs(await replay.page({ timeMs: 2000 }, 10, all))).toEqual([2, 3]);
  });

  test('leaves out repetitions, telemetry, gaps and what is no event', async () => {
    const messages = [
      message(1),
      message(2),
      message(1),
      message(0),
      Buffer.from('x'),
      message(0, 'acorde.v1.log.gap'),
    ];
    expect(seqs(await open(messages).replay.page({ offset: 0 }, 10, all))).toEqual([1, 2]);
  });

  test('a search for what is rare ends, and says where to go on', async () => {
    const { replay } = open(Array.from({ length: 20_010 }, () => message(1)));
    const none = matcherOf({ types: ['peer'], peers: [] });
    expect(await replay.page({ offset: 0 }, 10, none)).toEqual({ next: 20_000, more: true, events: [] });
  });

  test('a timeline that cannot be read is told in the log, and there is no page', async () => {
    const { replay, timeline, warnings } = open([]);
    timeline.read = () => Promise.reject(new Error('NOT_FOUND'));
    expect(await replay.page({ offset: 0 }, 10, all)).toBe(null);
    expect(warnings).toEqual(['events: the timeline cannot be read']);
  });

  test('reads a few at a time', async () => {
    const { replay, timeline } = open([]);
    timeline.read = () => new Promise(() => {});
    for (let count = 0; count < 4; count += 1) void replay.page({ offset: 0 }, 10, all);
    await expect(replay.page({ offset: 0 }, 10, all)).rejects.toThrow('4 readings');
  });
});
