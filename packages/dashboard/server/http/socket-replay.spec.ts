// What a `replay` frame brings: pages from memory and from the timeline, and the reasons why there is none.
import { describe, expect, test } from 'vitest';
import type { ReplayAnswer } from '../../src/wire.ts';
import type { EventView } from '../../src/wire-event.ts';
import { createEventPages } from '../event-pages.ts';
import { createFactHistory } from '../fact-history.ts';
import type { Replay } from '../replay.ts';
import { createSocketReplay } from './socket-replay.ts';

const [ELM, OAK] = ['ab'.repeat(32), 'cd'.repeat(32)] as const;
const START_MS = Date.UTC(2026, 0, 31, 12);
const LONG_AGO = '2026-01-31T11:00:00Z';
const event = (id: string, peerId: string, type: string, timeMs: number) =>
  ({ id, peerId, type, timeMs }) as EventView;

/** A gateway that holds three facts since START_MS, one a second. */
function open(replay: Replay | null = null) {
  const history = createFactHistory({ startMs: START_MS });
  history.push(event('1', ELM, 'peer.joined', START_MS + 1000));
  history.push(event('2', ELM, 'file.stored', START_MS + 2000));
  history.push(event('3', OAK, 'file.stored', START_MS + 3000));
  const errors: unknown[] = [];
  const hub = { cursor: () => ({ epoch: 'e', seq: 0 }) };
  const pageOf = createEventPages({ fleet: { hub, history }, replay });
  const answer = createSocketReplay({ pageOf, logger: { error: (error: unknown) => errors.push(error) } });
  return { errors, ask: (asked: object) => answer({ type: 'replay', id: 'a', ...asked }) };
}

const ids = (answer: ReplayAnswer) => (answer.type === 'replay' ? answer.events.map(({ id }) => id) : answer);
const refused = (code: string) => ({ type: 'replay_refused', id: 'a', code, detail: expect.any(String) });
const reading = (page: Replay['page']): Replay => ({ page });

describe('a replay over the socket', () => {
  test('gives what is held, by time, and goes on by `next`', async () => {
    const { ask } = open();
    const first = await ask({ since: '2026-01-31T12:00:02Z', limit: 1 });
    expect(first).toEqual({
      ...{ type: 'replay', id: 'a', epoch: 'e', source: 'memory', next: '2', more: true },
      ...{ truncated: false, heldSinceMs: START_MS, events: [expect.objectContaining({ id: '2' })] },
    });
    expect(ids(await ask({ since: '2' }))).toEqual(['3']);
  });

  test('gives all that is held when it says nothing else', async () => {
    expect(ids(await open().ask({}))).toEqual(['1', '2', '3']);
  });

  test('gives what matches', async () => {
    const { ask } = open();
    expect(ids(await ask({ types: ['file.*'] }))).toEqual(['2', '3']);
    expect(ids(await ask({ types: ['file.stored'], peers: [OAK] }))).toEqual(['3']);
  });

  test('reads the timeline for what is older than memory, and goes on there', async () => {
    const asked: unknown[] = [];
    const { ask } = open(
      reading(async (start, limit) => {
        asked.push([start, limit]);
        return { next: 42, more: true, events: [event('0', ELM, 'peer.joined', START_MS - 9)] };
      }),
    );
    const page = await ask({ since: LONG_AGO });
    expect(page).toMatchObject({ source: 'timeline', next: 'timeline:42', more: true, truncated: false });
    expect(ids(await ask({ since: 'timeline:42', limit: 7 }))).toEqual(['0']);
    expect(asked).toEqual([
      [{ timeMs: Date.parse(LONG_AGO) }, 200],
      [{ offset: 42 }, 7],
    ]);
  });

  test('says what is missing where there is no timeline', async () => {
    expect(await open().ask({ since: LONG_AGO })).toMatchObject({ source: 'memory', truncated: true });
    expect(await open().ask({ since: 'timeline:42' })).toEqual(refused('NOT_FOUND'));
  });

  test('runs one at a time, and the next when it is answered', async () => {
    const page = Promise.withResolvers<null>();
    const { ask } = open(reading(() => page.promise));
    const first = ask({ since: LONG_AGO });
    expect(await ask({ id: 'b' })).toEqual({ ...refused('OVERLOADED'), id: 'b' });
    page.resolve(null);
    expect(ids(await first)).toEqual(['1', '2', '3']);
    expect(ids(await ask({}))).toEqual(['1', '2', '3']);
  });

  test('a fault is refused without detail, told in the log, and bars nothing that comes later', async () => {
    const { ask, errors } = open(reading(() => Promise.reject(new Error('a secret'))));
    expect(await ask({ since: LONG_AGO })).toEqual({ ...refused('INTERNAL'), detail: 'internal error' });
    expect(errors).toHaveLength(1);
    expect(ids(await ask({}))).toHaveLength(3);
  });

  test.each([
    ['a time that is none', { since: 'yesterday' }],
    ['a day that is none', { since: '2026-99-99T00:00:00Z' }],
    ['a time as a number', { since: 1_769_860_800_000 }],
    ['a number before the first', { since: '-1' }],
    ['an endless text', { since: '1'.repeat(65) }],
    ['no events at all', { limit: 0 }],
    ['more than a page has', { limit: 1001 }],
    ['half an event', { limit: 1.5 }],
    ['a limit as a text', { limit: '5' }],
    ['every type', { types: ['*'] }],
    ['types that are no list', { types: 'file.stored' }],
    ['a peer that is none', { peers: ['elm'] }],
    ['too many peers', { peers: Array.from({ length: 257 }, () => ELM) }],
    ['what nobody knows', { until: LONG_AGO }],
  ])('%s is refused, and the log does not fill', async (_, asked) => {
    const { ask, errors } = open();
    expect(await ask(asked)).toEqual(refused('INVALID_ARGUMENT'));
    expect(errors).toEqual([]);
  });
});
