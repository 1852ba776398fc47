import { expect, it } from 'vitest';
import { formatBytes, formatMs, formatSpan } from './format.ts';

it.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1536, '1.5 KiB'],
  [200 * 1024 ** 2, '200 MiB'],
  [1024 ** 3, '1.0 GiB'],
  [3 * 1024 ** 5, '3072 TiB'],
])('%d bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

it.each([
  [0.123, '0.12 ms'],
  [3.14, '3.1 ms'],
  [120.4, '120 ms'],
  [2_400, '2.4 s'],
])('%d ms are %s', (ms, text) => expect(formatMs(ms)).toBe(text));

it.each([
  [-5, '0 s'],
  [42_000, '42 s'],
  [185_000, '3 min 5 s'],
  [7_440_000, '2 h 4 min'],
  [90_000_000, '1 d 1 h'],
])('a span of %d ms is %s', (ms, text) => expect(formatSpan(ms)).toBe(text));
