import { expect, it } from 'vitest';
import type { EntryView } from '../wire-event.ts';
import { inOrder } from './entry-order.ts';

const entry = (name: string, size: number, createTimeMs: number) =>
  ({ name, size, createTimeMs }) as EntryView;
const entries = [entry('a', 5, 30), entry('b', 9, 10), entry('c', 5, 20)];
const names = (list: readonly EntryView[]) => list.map(({ name }) => name).join('');

it('the order of names is the fleet’s own', () => {
  expect(inOrder(entries, 'name')).toBe(entries);
});

it('the largest or the newest come first, and equal ones stay in order of name', () => {
  expect(names(inOrder(entries, 'largest'))).toBe('bac');
  expect(names(inOrder(entries, 'newest'))).toBe('acb');
  expect(names(entries)).toBe('abc');
});
