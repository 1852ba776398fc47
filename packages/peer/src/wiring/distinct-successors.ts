// Replicas go to distinct peers. Where peers host several members, one successor list may name too few of them: then the
// ring is followed further, list by list.
import { addPowerOfTwo, type Contact, type Identifier } from '@acorde/chord';

/** An owner as the ring names it. */
export interface Located {
  readonly owner: Contact;
  readonly successors: readonly Contact[];
}

/** Lists read beyond the first: with 16 members to a peer and lists of 4, three peers are found in nearly every case. */
const LISTS_MAX = 16;

/** Goes on until `peers` distinct peers are named, or the ring has been gone round. Errors: those of `locate`. */
export async function locateDistinct(
  key: Identifier,
  peers: number,
  locate: (key: Identifier) => Promise<Located>,
): Promise<Located> {
  const first = await locate(key);
  const successors = [...first.successors];
  for (let lists = 0; lists < LISTS_MAX && isShort(first.owner, successors, peers); lists += 1) {
    const last = successors.at(-1);
    if (!last) break;
    const next = await locate(addPowerOfTwo(last.memberId, 0));
    const fresh = untilKnown([next.owner, ...next.successors], [first.owner, ...successors]);
    if (fresh.length === 0) break;
    successors.push(...fresh);
  }
  return { owner: first.owner, successors };
}

function isShort(owner: Contact, successors: readonly Contact[], peers: number): boolean {
  return new Set([owner, ...successors].map(({ peerId }) => peerId)).size < peers;
}

/** Up to the first member that is there already: from it on the ring comes round. */
function untilKnown(next: readonly Contact[], known: readonly Contact[]): readonly Contact[] {
  const ids = new Set(known.map(({ memberId }) => memberId));
  const end = next.findIndex(({ memberId }) => ids.has(memberId));
  return end < 0 ? next : next.slice(0, end);
}
