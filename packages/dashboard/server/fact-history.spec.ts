import { expect, test } from 'vitest';
import type { EventView } from '../src/wire-event.ts';
import { createFactHistory } from './fact-history.ts';

/** Facts 1, 2, ..., one each second, of two types in turn. */
function filled(count: number) {
  const history = createFactHistory({ startMs: 500, countMax: 10 });
  for (let index = 1; index <= count; index += 1) {
    const type = index % 2 ? 'file.stored' : 'peer.joined';
    history.push({ id: String(index), timeMs: index * 1000, type } as EventView);
  }
  return history;
}
const ids = ({ events }: { events: readonly EventView[] }) => events.map((event) => event.id);
const isFile = (event: EventView) => event.type === 'file.stored';

test('pages through what comes after a number', () => {
  const first = filled(5).after(0, 3);
  expect(first).toMatchObject({ seq: 3, more: true, truncated: false });
  expect(ids(first)).toEqual(['1', '2', '3']);
  expect(ids(filled(5).after(first.seq, 3))).toEqual(['4', '5']);
  expect(filled(5).after(5, 3)).toEqual({ seq: 5, more: false, truncated: false, events: [] });
});

test('pages through what comes after a time, then on by number', () => {
  const first = filled(5).since(2000, 2);
  expect(first).toMatchObject({ seq: 3, more: true, truncated: false });
  expect(ids(first)).toEqual(['2', '3']);
  expect(filled(5).since(9000, 2)).toEqual({ seq: 5, more: false, truncated: false, events: [] });
});

test('a page of few that match says how far it looked', () => {
  expect(filled(5).since(2000, 5, isFile)).toMatchObject({ seq: 5, more: false });
  expect(ids(filled(5).since(2000, 5, isFile))).toEqual(['3', '5']);
  expect(filled(5).after(0, 1, isFile)).toMatchObject({ seq: 1, more: true });
});

test('says when it no longer has all of them', () => {
  const page = filled(14).after(0, 3);
  expect(page).toMatchObject({ seq: 7, truncated: true });
  expect(ids(page)).toEqual(['5', '6', '7']);
  expect(filled(14).since(4000, 3)).toMatchObject({ truncated: true });
  expect(filled(14).since(5000, 3)).toMatchObject({ truncated: false });
  expect(filled(14).heldSinceMs()).toBe(4001);
});

test('what was before it began is not known to be all', () => {
  expect(filled(3).since(499, 3).truncated).toBe(true);
  expect(filled(3).since(500, 3).truncated).toBe(false);
});

test('a number from the future gets the end', () => {
  expect(filled(5).after(99, 3)).toMatchObject({ seq: 5, truncated: false, events: [] });
});
