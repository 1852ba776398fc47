import { expect, it } from 'vitest';
import { createRateLimit } from './rate-limit.ts';
import { sendPaced, WAIT_MS_MAX } from './send-paced.ts';
import { createManualSystem } from './testing/manual-system.ts';

const never = new AbortController().signal;

async function* pieces() {
  for (const length of [100, 100]) yield new Uint8Array(length);
}

it('without a limit the bytes are handed through as they are', () => {
  const source = pieces();
  expect(sendPaced(createRateLimit(createManualSystem()), never, () => source)).toBe(source);
});

it('a piece waits until those before it are paid for', async () => {
  const system = createManualSystem();
  const sent = sendPaced(createRateLimit(system, 100), never, pieces)[Symbol.asyncIterator]();
  await sent.next();
  const second = sent.next();
  await system.scheduled(1000);
  system.advance(1000);
  expect((await second).value).toHaveLength(100);
});

it('who would wait for long is refused at once, and served when the others are', async () => {
  const system = createManualSystem();
  const up = createRateLimit(system, 100);
  await up.take(100 * ((WAIT_MS_MAX + 1000) / 1000));
  expect(() => sendPaced(up, never, pieces)).toThrow(expect.objectContaining({ code: 'OVERLOADED' }));
  system.advance(1000);
  expect(() => sendPaced(up, never, pieces)).not.toThrow();
});
