import { expect, test } from 'vitest';
import type { EventView } from '../src/wire-event.ts';
import { createFactHistory } from './fact-history.ts';

function filled(count: number) {
  const history = createFactHistory(10);
  for (let index = 1; index <= count; index += 1) history.push({ id: String(index) } as EventView);
  return history;
}
const ids = (events: readonly EventView[]) => events.map((event) => event.id);

test('pages through what comes after a number', () => {
  const first = filled(5).after(0, 3);
  expect(first).toMatchObject({ seq: 3, truncated: false });
  expect(ids(first.events)).toEqual(['1', '2', '3']);
  expect(ids(filled(5).after(first.seq, 3).events)).toEqual(['4', '5']);
  expect(filled(5).after(5, 3)).toEqual({ seq: 5, truncated: false, events: [] });
});

test('says when it no longer has all of them', () => {
  const page = filled(14).after(0, 3);
  expect(page).toMatchObject({ seq: 7, truncated: true });
  expect(ids(page.events)).toEqual(['5', '6', '7']);
});

test('a number from the future gets the end', () => {
  expect(filled(5).after(99, 3)).toEqual({ seq: 5, truncated: false, events: [] });
});
