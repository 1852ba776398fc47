import { describe, expect, it } from 'vitest';
import { plain, size } from './format.ts';

describe('a size', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [6428, '6.3 KiB'],
    [3 * 2 ** 20, '3.0 MiB'],
    [2 ** 30, '1.0 GiB'],
    [2 ** 40, '1.0 TiB'],
    [2 ** 51, '2048.0 TiB'],
  ])('of %i bytes is %s', (bytes, text) => {
    expect(size(bytes)).toBe(text);
  });
});

it('a name from elsewhere cannot command the terminal', () => {
  expect(plain('a\u001b[2Jb\u202ec')).toBe('a\ufffd[2Jb\ufffdc');
});
