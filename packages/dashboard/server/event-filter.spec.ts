import { describe, expect, test } from 'vitest';
import { eventFilter, matcherOf } from './event-filter.ts';

const PEER = 'ab'.repeat(32);
const event = (type: string, peerId = PEER) =>
  ({ type, peerId }) as Parameters<ReturnType<typeof matcherOf>>[0];
const matches = (filter: object, type: string, peerId?: string) =>
  matcherOf(eventFilter.parse(filter))(event(type, peerId));

describe('a filter of events', () => {
  test('without a wish passes all', () => {
    expect(matches({}, 'file.stored')).toBe(true);
  });

  test.each([
    ['file.stored', 'file.stored', true],
    ['file.stored', 'file.deleted', false],
    ['file.*', 'file.deleted', true],
    ['file', 'file.deleted', true],
    ['file', 'peer.joined', false],
  ])('%s and an event %s: %s', (pattern, type, passes) => {
    expect(matches({ types: [pattern] }, type)).toBe(passes);
  });

  test('by type and by peer passes what fits both', () => {
    const filter = { types: ['peer'], peers: [PEER] };
    expect(matches(filter, 'peer.joined')).toBe(true);
    expect(matches(filter, 'peer.joined', 'cd'.repeat(32))).toBe(false);
    expect(matches(filter, 'file.stored')).toBe(false);
  });

  test.each([{ types: ['*'] }, { types: ['file.st*'] }, { types: ['FILE'] }, { peers: ['ab'] }, { more: 1 }])(
    '%j is refused',
    (filter) => {
      expect(eventFilter.safeParse(filter).success).toBe(false);
    },
  );
});
