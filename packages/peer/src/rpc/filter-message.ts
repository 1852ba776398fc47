// The filter of a search, in the public messages and in those between peers.
import { safeNumber } from '@acorde/protocol';
import type { EntryFilter } from '../records/entry-filter.ts';

interface FilterMessage {
  readonly mediaType: string;
  readonly sizeMin?: bigint;
  readonly sizeMax?: bigint;
}

/** Errors: INVALID_ARGUMENT. */
export function filterFromMessage(message: {
  readonly mediaType: string;
  readonly sizeMin?: bigint | undefined;
  readonly sizeMax?: bigint | undefined;
}): EntryFilter {
  const { mediaType, sizeMin, sizeMax } = message;
  return {
    mediaType: mediaType === '' ? undefined : mediaType,
    sizeMin: sizeMin === undefined ? undefined : safeNumber(sizeMin, 'size_min'),
    sizeMax: sizeMax === undefined ? undefined : safeNumber(sizeMax, 'size_max'),
  };
}

export function filterToMessage({ mediaType = '', sizeMin, sizeMax }: EntryFilter = {}): FilterMessage {
  return {
    mediaType,
    ...(sizeMin !== undefined && { sizeMin: BigInt(sizeMin) }),
    ...(sizeMax !== undefined && { sizeMax: BigInt(sizeMax) }),
  };
}
