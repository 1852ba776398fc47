import { expect, it } from 'vitest';
import { createBufferPool } from './buffer-pool.ts';
import { CHUNK_BYTES } from './chunk.ts';

it('lends a buffer that was given back again, and one that was not never', () => {
  const pool = createBufferPool();
  const kept = pool.take(CHUNK_BYTES);
  const returned = pool.take(CHUNK_BYTES);
  pool.giveBack(returned);
  const next = pool.take(CHUNK_BYTES - 1);
  expect(next.buffer).toBe(returned.buffer);
  expect(next).toHaveLength(CHUNK_BYTES - 1);
  expect(pool.take(CHUNK_BYTES).buffer).not.toBe(kept.buffer);
});

it('takes a buffer back once, by the message that lies in it', () => {
  const pool = createBufferPool();
  const frame = pool.take(CHUNK_BYTES + 5);
  pool.giveBack(frame.subarray(5));
  pool.giveBack(frame.subarray(5));
  const first = pool.take(CHUNK_BYTES);
  expect(first.buffer).toBe(frame.buffer);
  expect(pool.take(CHUNK_BYTES).buffer).not.toBe(frame.buffer);
});

it('leaves alone what is only a part of a buffer, or from elsewhere', () => {
  const pool = createBufferPool();
  const chunk = pool.take(CHUNK_BYTES);
  pool.giveBack(chunk.subarray(0, CHUNK_BYTES / 2));
  pool.giveBack(Buffer.alloc(CHUNK_BYTES));
  const small = pool.take(10);
  pool.giveBack(small);
  expect(pool.take(CHUNK_BYTES).buffer).not.toBe(chunk.buffer);
  expect(pool.take(10).buffer).not.toBe(small.buffer);
});
