import { z } from 'zod';
import type { PeerView } from '../../membership/peer-view.ts';
import { hexOut } from './identifiers.ts';

/** A peer as the asked one knows it. */
export const peerSchema = z
  .object({
    peerId: hexOut,
    name: z.string(),
    address: z.string().describe('HOST:PORT of the peer listener'),
    api: z.string().describe('URL of the API listener, or empty'),
    zone: z.string(),
    incarnation: z.number(),
    memberIds: z.array(hexOut),
    state: z.enum(['joining', 'up', 'leaving', 'failed']),
    version: z.string(),
  })
  .meta({ id: 'Peer' });

export type PeerJson = z.infer<typeof peerSchema>;

export function peerJson(peer: PeerView): PeerJson {
  const { peerId, name, address, api, zone, incarnation, memberIds, state, version } = peer;
  return { peerId, name, address, api, zone, incarnation, memberIds: [...memberIds], state, version };
}
