import { z } from 'zod';
import type { Entry } from '../../records/record.ts';
import { rfc3339 } from '../rfc3339.ts';
import { hexOut } from './identifiers.ts';

/** One entry: a name under which a peer shares a file. */
export const fileSchema = z
  .object({
    id: hexOut.describe('The file, by its content'),
    entryId: hexOut,
    name: z.string(),
    size: z.number().describe('Bytes'),
    mediaType: z.string(),
    sha256: z.string().describe('Of the whole file, as the publisher claims'),
    peerId: hexOut.describe('The peer that shares it under this name'),
    createdAt: z.string().describe('RFC 3339'),
    shared: z.boolean().describe('True when served in place from a shared folder, without replicas'),
  })
  .meta({ id: 'File' });

export type FileJson = z.infer<typeof fileSchema>;

export function fileJson(entry: Entry): FileJson {
  return {
    id: entry.fileId,
    entryId: entry.entryId,
    name: entry.name,
    size: entry.size,
    mediaType: entry.mediaType,
    sha256: entry.sha256,
    peerId: entry.peerId,
    createdAt: rfc3339(entry.createTimeMs),
    shared: entry.shared,
  };
}
