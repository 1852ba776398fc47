// What this peer may spend on transfers. The values come from the configuration and may be changed while it runs, until
// the next start. Up is what it sends to other peers: chunks that they ask for, and the copies of a put. Down is what it
// fetches from them. What another peer sends by itself is paced there.
import { AcordeError } from '@acorde/protocol';
import type { System } from '../system.ts';
import { createRateLimit, type RateLimit } from './rate-limit.ts';

/** With less, a piece would take so long that peers take one another for dead. */
export const RATE_BYTES_MIN = 256 * 1024;
export const TRANSFERS_MAX = 512;
export const STREAMS_PER_SOURCE_MAX = 8;

export interface LimitValues {
  /** Bytes a second to other peers; 0 for no limit. */
  readonly upBytesPerSecond: number;
  /** Bytes a second from other peers; 0 for no limit. */
  readonly downBytesPerSecond: number;
  /** Transfers that run or are paused at once, 1 to 512. */
  readonly transfersMax: number;
  /** Streams that one download opens to each peer that has the file, 1 to 8. */
  readonly streamsPerSource: number;
}

/** What is not given stays. */
export type LimitChanges = { readonly [Key in keyof LimitValues]?: number | undefined };

export interface Limits {
  readonly up: RateLimit;
  readonly down: RateLimit;
  values(): LimitValues;
  /** Changes those that are given; all or none. Errors: INVALID_ARGUMENT. */
  set(values: LimitChanges): LimitValues;
}

const DEFAULTS: LimitValues = {
  upBytesPerSecond: 0,
  downBytesPerSecond: 0,
  transfersMax: TRANSFERS_MAX,
  streamsPerSource: 2,
};

/** Errors: INVALID_ARGUMENT. */
export function createLimits(system: System, given: LimitChanges = {}): Limits {
  const up = createRateLimit(system);
  const down = createRateLimit(system);
  let values = DEFAULTS;

  function set(changes: LimitChanges): LimitValues {
    const defined = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    const next = { ...values, ...defined };
    check(next);
    values = next;
    if (up.bytesPerSecond !== values.upBytesPerSecond) up.set(values.upBytesPerSecond);
    if (down.bytesPerSecond !== values.downBytesPerSecond) down.set(values.downBytesPerSecond);
    return values;
  }

  set(given);
  return { up, down, values: () => values, set };
}

function check(values: LimitValues): void {
  checkRate(values.upBytesPerSecond, 'up');
  checkRate(values.downBytesPerSecond, 'down');
  checkCount(values.transfersMax, TRANSFERS_MAX, 'transfers');
  checkCount(values.streamsPerSource, STREAMS_PER_SOURCE_MAX, 'streams per source');
}

function checkRate(rate: number, what: string): void {
  if (rate === 0 || (Number.isSafeInteger(rate) && rate >= RATE_BYTES_MIN)) return;
  throw invalid(`the limit ${what} must be 0, for none, or at least ${RATE_BYTES_MIN} bytes a second`);
}

function checkCount(count: number, max: number, what: string): void {
  if (Number.isSafeInteger(count) && count >= 1 && count <= max) return;
  throw invalid(`the limit of ${what} must be a whole number from 1 to ${max}`);
}

function invalid(message: string): AcordeError {
  return new AcordeError('INVALID_ARGUMENT', message);
}
