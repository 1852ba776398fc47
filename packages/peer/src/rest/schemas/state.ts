import { z } from 'zod';
import type { PeerState } from '../ports.ts';
import { peerJson, peerSchema } from './peer.ts';
import { memberJson, memberSchema } from './ring.ts';

/** What a peer is and does, at one point of its event log. */
export const stateSchema = z
  .object({
    peer: peerSchema,
    incarnation: z.number(),
    seq: z.number().describe('The last event that this state includes'),
    members: z.array(memberSchema),
    holdings: z.object({
      files: z.number(),
      bytes: z.number(),
      records: z.number(),
      entries: z.number(),
      quotaBytes: z.number().nullable().describe('The most bytes that own copies may have'),
    }),
    uptimeSeconds: z.number(),
    events: z.string().describe('How its events leave'),
    residentBytes: z.number(),
    pid: z.number().int(),
  })
  .meta({ id: 'State' });

export type StateJson = z.infer<typeof stateSchema>;

export function stateJson(state: PeerState): StateJson {
  const { position, uptimeSeconds, events, residentBytes, pid, holdings } = state;
  const { files, bytes, records, entries, quotaBytes = null } = holdings;
  return {
    peer: peerJson(state.peer),
    incarnation: position.incarnation,
    seq: position.seq,
    members: state.members.map(memberJson),
    holdings: { files, bytes, records, entries, quotaBytes },
    uptimeSeconds,
    events,
    residentBytes,
    pid,
  };
}
