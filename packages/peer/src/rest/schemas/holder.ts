import { z } from 'zod';
import type { HolderStatus } from '../../files/file-service.ts';
import { hexOut } from './identifiers.ts';

/** A peer with a copy. */
export const holderSchema = z
  .object({
    peerId: hexOut,
    complete: z.boolean().describe('True for a whole, verified copy'),
    shared: z.boolean().describe('True when served in place from a shared folder: not a replica'),
    rejected: z.boolean().describe('This peer got wrong bytes of the file from it in the last ten minutes'),
  })
  .meta({ id: 'Holder' });

export type HolderJson = z.infer<typeof holderSchema>;

export function holderJson({ peerId, complete, shared, rejected = false }: HolderStatus): HolderJson {
  return { peerId, complete, shared, rejected };
}
