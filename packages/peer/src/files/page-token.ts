import { AcordeError } from '@acorde/protocol';
import type { Entry, EntryId } from '../records/record.ts';

/** The last entry of a page: the next page begins after it. */
export interface PagePosition {
  readonly name: string;
  readonly entryId: EntryId;
}

const TOKEN_CHARS_MAX = 2048;

/** An opaque text for a position; only `positionOf` reads it. */
export function pageTokenOf({ name, entryId }: Entry): string {
  return Buffer.from(JSON.stringify([name, entryId])).toString('base64url');
}

/** Errors: INVALID_ARGUMENT for anything that `pageTokenOf` has not made. */
export function positionOf(token: string): PagePosition {
  if (token.length <= TOKEN_CHARS_MAX && /^[\w-]+$/.test(token)) {
    const position = parse(Buffer.from(token, 'base64url').toString());
    if (position) return position;
  }
  throw new AcordeError('INVALID_ARGUMENT', 'the page token is not one that was given out');
}

function parse(text: string): PagePosition | null {
  try {
    const parts: unknown = JSON.parse(text);
    if (!Array.isArray(parts) || parts.length !== 2) return null;
    const [name, entryId] = parts as unknown[];
    if (typeof name !== 'string' || typeof entryId !== 'string' || !/^[0-9a-f]{64}$/.test(entryId))
      return null;
    return { name, entryId: entryId as EntryId };
  } catch {
    return null;
  }
}
