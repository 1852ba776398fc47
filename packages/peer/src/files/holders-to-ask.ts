import type { PeerAddress } from '../records/ports.ts';
import type { FileFacts } from '../records/record.ts';
import { answersWithin, SIGN_OF_LIFE_MS } from './answers-within.ts';
import type { FileDeps } from './file-deps.ts';

/** Holders looked at for one download. */
const HOLDERS_MAX = 32;

/** The other peers with a complete copy, those that answer first; each part in an order of chance, so that many
 * readers spread over the holders. Those that do not answer stay in the list: a ping may be lost. */
export async function holdersToAsk(
  deps: Pick<FileDeps, 'self' | 'membership' | 'liveness' | 'system'>,
  facts: FileFacts,
): Promise<PeerAddress[]> {
  const others = facts.holders.filter(
    ({ peerId, complete, gone }) => peerId !== deps.self && complete && !gone,
  );
  const chosen = others
    .map((holder) => ({ peerId: holder.peerId, chance: deps.system.random() }))
    .sort((a, b) => a.chance - b.chance)
    .slice(0, HOLDERS_MAX);
  const asked = await Promise.all(
    chosen.map(async ({ peerId }) => ({
      address: deps.membership.addressOf(peerId),
      answers: await answersWithin(deps, peerId, SIGN_OF_LIFE_MS),
    })),
  );
  return asked
    .sort((a, b) => Number(b.answers) - Number(a.answers))
    .flatMap(({ address }) => (address ? [address] : []));
}
