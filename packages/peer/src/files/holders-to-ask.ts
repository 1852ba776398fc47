import type { PeerAddress } from '../records/ports.ts';
import type { FileFacts, HolderFact } from '../records/record.ts';
import { answersWithin, SIGN_OF_LIFE_MS } from './answers-within.ts';
import type { FileDeps } from './file-deps.ts';

/** Holders looked at for one download. */
const HOLDERS_MAX = 32;

/** A peer that has a file, or a part of it. */
export type Holder = PeerAddress & { readonly complete: boolean };

type Deps = Pick<FileDeps, 'self' | 'membership' | 'liveness' | 'system' | 'distrust'>;

/** The other peers that have a file, those with all of it that answer first; each part in an order of chance, so that
 * many readers spread over the holders. Those that do not answer stay in the list, for a ping may be lost, and so do
 * those that sent wrong bytes lately: at its end. */
export async function holdersToAsk(deps: Deps, facts: FileFacts): Promise<Holder[]> {
  const others = facts.holders.filter(({ peerId, gone }) => peerId !== deps.self && !gone);
  const chosen = others
    .map((holder) => ({ holder, chance: deps.system.random() }))
    .sort((a, b) => Number(b.holder.complete) - Number(a.holder.complete) || a.chance - b.chance)
    .slice(0, HOLDERS_MAX);
  const asked = await Promise.all(
    chosen.map(async ({ holder }) => ({
      holder,
      rank: await rankOf(deps, holder),
    })),
  );
  return asked
    .sort((a, b) => b.rank - a.rank)
    .flatMap(({ holder: { peerId, complete } }) => {
      const address = deps.membership.addressOf(peerId);
      return address ? [{ peerId: address.peerId, address: address.address, complete }] : [];
    });
}

async function rankOf(deps: Deps, { fileId, peerId, complete }: HolderFact): Promise<number> {
  const answers = await answersWithin(deps, peerId, SIGN_OF_LIFE_MS);
  return (deps.distrust.has(fileId, peerId) ? 0 : 4) + (answers ? 2 : 0) + (complete ? 1 : 0);
}

/** The other peers that have the file, or a part of it, without asking them; those that sent wrong bytes lately only
 * where there is nobody else. */
export function othersWith(
  deps: Pick<FileDeps, 'self' | 'membership' | 'distrust'>,
  { fileId, holders }: FileFacts,
): Holder[] {
  const others = holders.filter(({ peerId, gone }) => peerId !== deps.self && !gone);
  const trusted = others.filter(({ peerId }) => !deps.distrust.has(fileId, peerId));
  return (trusted.length > 0 ? trusted : others).flatMap(({ peerId, complete }) => {
    const address = deps.membership.addressOf(peerId);
    return address ? [{ peerId: address.peerId, address: address.address, complete }] : [];
  });
}
