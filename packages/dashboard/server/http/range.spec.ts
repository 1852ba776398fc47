import { expect, test } from 'vitest';
import { parseRange } from './range.ts';

test.each([
  ['bytes=0-3', { offset: 0, length: 4 }],
  ['bytes=3-', { offset: 3, length: 7 }],
  ['bytes=-4', { offset: 6, length: 4 }],
  ['bytes=-40', { offset: 0, length: 10 }],
  ['bytes=8-400', { offset: 8, length: 2 }],
  ['bytes=10-', 'outside'],
  ['bytes=-0', 'outside'],
  [undefined, null],
  ['bytes=4-2', null],
  ['bytes=-', null],
  ['bytes=0-1,3-4', null],
  ['lines=0-1', null],
  ['bytes=a-b', null],
])('%s of ten bytes', (header, range) => {
  expect(parseRange(header, 10)).toEqual(range);
});

test('no byte of an empty file can be asked for', () => {
  expect(parseRange('bytes=0-', 0)).toBe('outside');
  expect(parseRange('bytes=-1', 0)).toBe('outside');
});
