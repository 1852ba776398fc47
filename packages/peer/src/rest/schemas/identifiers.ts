// How identifiers come in: 64 lowercase hex digits, checked before anything is asked of the network.
import type { Identifier } from '@acorde/chord';
import { z } from 'zod';
import type { EntryId, FileId, PeerId } from '../../records/record.ts';

const HEX_64 = /^[0-9a-f]{64}$/;

function hex64<T extends string>(what: string) {
  return z
    .string()
    .regex(HEX_64, `${what} is 64 lowercase hex digits`)
    .transform((text) => text as T);
}

export const fileIdParam = hex64<FileId>('a file id');
export const entryIdParam = hex64<EntryId>('an entry id');
export const peerIdParam = hex64<PeerId>('a peer id');
export const keyParam = hex64<Identifier>('a key');

/** Any identifier on its way out. */
export const hexOut = z.string().regex(HEX_64);
