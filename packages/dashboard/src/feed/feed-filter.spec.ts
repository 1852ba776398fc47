import { expect, it } from 'vitest';
import { contact, event, peer } from '../model/fixtures.ts';
import type { FeedItem } from '../model/fleet-state.ts';
import { en } from '../text/en.ts';
import { eventText } from './event-text.ts';
import { filterFeed, NO_FILTER } from './feed-filter.ts';

const elm = peer('elm', '2');
const oak = peer('oak', '8');
const names = {
  peer: (id: string) => (id === elm.peerId ? 'elm' : 'oak'),
  member: (id: string) => (id === contact(elm).memberId ? 'elm' : 'oak'),
};
const item = (one: ReturnType<typeof event>): FeedItem => ({ kind: 'event', event: one });
const failed = item(event('peer.failed', elm, { member: contact(oak), reason: 'no answer' }, 1));
const left = item(event('peer.left', oak, { member: contact(oak) }, 1));
const moved = item(
  event(
    'neighbors.changed',
    elm,
    { member: contact(elm).memberId, predecessor: null, successors: [contact(oak).memberId] },
    2,
  ),
);
const resync: FeedItem = { kind: 'resync', id: 'r', timeMs: 0 };
const feed = [failed, left, resync, moved];
const lineOf = (one: FeedItem) => (one.kind === 'resync' ? '' : eventText(one.event, en, names));

it('passes all when nothing is asked', () => {
  expect(filterFeed(feed, NO_FILTER, lineOf)).toBe(feed);
});

it('passes by type, by peer and by text, and always tells of a resync', () => {
  expect(filterFeed(feed, { ...NO_FILTER, type: 'peer' }, lineOf)).toEqual([failed, left, resync]);
  expect(filterFeed(feed, { ...NO_FILTER, peerId: oak.peerId }, lineOf)).toEqual([left, resync]);
  expect(filterFeed(feed, { ...NO_FILTER, text: 'OAK FAIL' }, lineOf)).toEqual([failed, resync]);
});

it('an event with parts missing is told all the same', () => {
  expect(lineOf(moved)).toBe('now stands between ? and oak');
});
