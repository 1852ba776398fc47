import type { Contact } from '../contact.ts';
import type { Neighbors } from '../neighbors.ts';
import { callTwice } from './call.ts';
import type { Member } from './member.ts';
import { verify } from './verify.ts';

/** What a member said of its neighbours; `gone`: dead or no member; `later`: alive, but it cannot say now. */
export type NeighborsAnswer =
  | { readonly kind: 'neighbors'; readonly neighbors: Neighbors }
  | { readonly kind: 'gone' }
  | { readonly kind: 'later' };

/** Asks a member for its neighbours, and notes what the answer says about its life. */
export async function askNeighbors(member: Member, to: Contact): Promise<NeighborsAnswer> {
  const target = member.known.freshen(to);
  const outcome = await callTwice(member, target, (options) => member.remote.getNeighbors(target, options));
  switch (outcome.kind) {
    case 'reply':
      return read(member, to, outcome.reply);
    case 'unreachable':
      member.gone(target, outcome.error.message);
      return { kind: 'gone' };
    case 'not_member':
      member.gone(target, null);
      return { kind: 'gone' };
    default:
      return { kind: 'later' };
  }
}

function read(member: Member, to: Contact, reply: Neighbors): NeighborsAnswer {
  // Somebody else speaks for it: its word is not used, and nothing is known about its life.
  if (reply.member.memberId !== to.memberId) return { kind: 'later' };
  member.heard(reply.member);
  // One more than r: the list of an earlier neighbour may begin with ourselves.
  const named = reply.successors.slice(0, member.parameters.successorListLength + 1);
  const met = (contact: Contact) => member.known.meet(contact, (claim) => verify(member, claim));
  const neighbors = {
    member: member.known.freshen(reply.member),
    predecessor: reply.predecessor && met(reply.predecessor),
    successors: named.map(met),
  };
  return { kind: 'neighbors', neighbors };
}
