// The ring in JSON. A contact says how to reach one member; a member's view names its neighbours and fingers.
import type { Contact, Hop, RingSnapshot } from '@acorde/chord';
import { z } from 'zod';
import { hexOut } from './identifiers.ts';

export const contactSchema = z
  .object({
    memberId: hexOut.describe("The member's place on the ring"),
    peerId: hexOut,
    index: z.number().int().describe("Which of the peer's members this is, from 0"),
    address: z.string().describe('HOST:PORT of the peer listener'),
    zone: z.string(),
    incarnation: z.number(),
  })
  .meta({ id: 'Contact' });

export type ContactJson = z.infer<typeof contactSchema>;

export const memberSchema = z
  .object({
    self: contactSchema,
    predecessor: contactSchema.nullable().describe('Null while unknown'),
    successors: z.array(contactSchema).describe('Nearest first; empty in a ring of one'),
    fingers: z
      .array(z.object({ exponent: z.number().int(), contact: contactSchema }))
      .describe('The first known member at or after self + 2^exponent, farthest first'),
    phase: z.enum(['joining', 'up', 'leaving', 'stopped']),
  })
  .meta({ id: 'RingMember' });

export type MemberJson = z.infer<typeof memberSchema>;

export const hopSchema = z
  .object({
    index: z.number().int().describe('From 1, in the order in which the hops ended'),
    attempt: z.number().int().describe('From 1; rises when the lookup starts over'),
    from: hexOut.describe('The member whose answer named `to`'),
    fromPeerId: hexOut,
    to: hexOut.describe('The member asked'),
    toPeerId: hexOut,
    reason: z.string(),
    outcome: z.enum(['forwarded', 'owner', 'not_owner', 'unreachable', 'busy', 'error']),
    ms: z.number().describe('From the question to its outcome'),
  })
  .meta({ id: 'Hop' });

export type HopJson = z.infer<typeof hopSchema>;

export function contactJson(contact: Contact): ContactJson {
  const { memberId, peerId, index, address, zone, incarnation } = contact;
  return { memberId, peerId, index, address, zone, incarnation };
}

export function memberJson(snapshot: RingSnapshot): MemberJson {
  return {
    self: contactJson(snapshot.self),
    predecessor: snapshot.predecessor && contactJson(snapshot.predecessor),
    successors: snapshot.successors.map(contactJson),
    fingers: snapshot.fingers.map(({ exponent, contact }) => ({ exponent, contact: contactJson(contact) })),
    phase: snapshot.phase,
  };
}

export function hopJson({ index, attempt, from, to, reason, outcome, ms }: Hop): HopJson {
  return {
    index,
    attempt,
    from: from.memberId,
    fromPeerId: from.peerId,
    to: to.memberId,
    toPeerId: to.peerId,
    reason,
    outcome,
    ms,
  };
}
