// What a search may ask of entries beside their names. The media type and the size are the publisher's claims.
import { AcordeError } from '@acorde/protocol';
import type { Entry } from './record.ts';

export interface EntryFilter {
  /** Like `image/png`, or `image` for all of its kind. */
  readonly mediaType?: string | undefined;
  /** Bytes, inclusive. */
  readonly sizeMin?: number | undefined;
  readonly sizeMax?: number | undefined;
}

const MEDIA_TYPE = /^[\w!#$&^.+-]{1,100}(\/[\w!#$&^.+-]{1,100})?$/;

/** Errors: INVALID_ARGUMENT. */
export function checkFilter({ mediaType, sizeMin, sizeMax }: EntryFilter): void {
  if (mediaType !== undefined && !MEDIA_TYPE.test(mediaType))
    throw invalid('the type must be like image/png, or image');
  for (const size of [sizeMin, sizeMax])
    if (size !== undefined && !(Number.isSafeInteger(size) && size >= 0))
      throw invalid('a size is a count of bytes');
}

/** What the media type of an entry, in lower case, must begin with; with a parameter or without one. */
export function mediaTypePrefix(mediaType: string): string {
  return mediaType.includes('/') ? mediaType.toLowerCase() : `${mediaType.toLowerCase()}/`;
}

export function matchesFilter(entry: Pick<Entry, 'mediaType' | 'size'>, filter: EntryFilter): boolean {
  const { mediaType, sizeMin = 0, sizeMax = Number.POSITIVE_INFINITY } = filter;
  if (entry.size < sizeMin || entry.size > sizeMax) return false;
  return mediaType === undefined || bare(entry.mediaType, mediaTypePrefix(mediaType));
}

function bare(mediaType: string, prefix: string): boolean {
  const [type = ''] = mediaType.toLowerCase().split(';');
  return prefix.endsWith('/') ? type.startsWith(prefix) : type.trim() === prefix;
}

function invalid(message: string): AcordeError {
  return new AcordeError('INVALID_ARGUMENT', message);
}
