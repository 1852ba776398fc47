// Says in the log that messages were left out, at most once a second: whoever publishes nonsense fast must not fill it.
import type { Logger } from '../logger.ts';
import type { System } from '../system.ts';

const SAY_INTERVAL_MS = 1_000;

/** Call it with the reason for each message that is left out. */
export function createRefusedMessages({ system, logger }: { system: System; logger: Logger }) {
  let count = 0;
  let saidAtMs = Number.NEGATIVE_INFINITY;
  return (error: unknown): void => {
    count += 1;
    const nowMs = system.monotonicMs();
    if (nowMs - saidAtMs < SAY_INTERVAL_MS) return;
    saidAtMs = nowMs;
    const { message, cause } = error as Error;
    const why = cause instanceof Error ? cause.message.slice(0, 300) : '';
    logger.warn({ reason: message, why, count }, 'events: messages are left out');
  };
}
