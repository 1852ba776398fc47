// Which peers answer, by recent pings. An answer is believed for two seconds; whoever asks while a ping is under way
// shares it; so many readers of one popular file cost each of its holders one ping in two seconds.
import type { PeerId } from '../records/record.ts';
import type { Liveness } from '../repair/ports.ts';
import type { System } from '../system.ts';
import type { Membership, ReplicaRemote } from './ports.ts';

const BELIEVED_MS = 2000;
const PING_TIMEOUT_MS = 1000;
const ANSWERS_MAX = 4096;

export interface LivenessDeps {
  readonly self: PeerId;
  readonly membership: Pick<Membership, 'addressOf'>;
  readonly remote: Pick<ReplicaRemote, 'ping'>;
  readonly system: System;
}

interface Answer {
  readonly askedMs: number;
  readonly result: Promise<boolean>;
}

export function createLiveness(deps: LivenessDeps): Liveness {
  const { membership, remote, system } = deps;
  const answers = new Map<PeerId, Answer>();

  async function ping(peerId: PeerId): Promise<boolean> {
    const address = membership.addressOf(peerId);
    if (!address) return false;
    try {
      await remote.ping(address, PING_TIMEOUT_MS);
      return true;
    } catch {
      return false;
    }
  }

  /** The map keeps the order of asking, so the first ones are the oldest. */
  function forgetOldest(): void {
    for (const peerId of answers.keys()) {
      if (answers.size < ANSWERS_MAX) return;
      answers.delete(peerId);
    }
  }

  return {
    async answers(peerId) {
      if (peerId === deps.self) return true;
      const known = answers.get(peerId);
      if (known && system.monotonicMs() - known.askedMs < BELIEVED_MS) return known.result;
      answers.delete(peerId);
      forgetOldest();
      const asked = { askedMs: system.monotonicMs(), result: ping(peerId) };
      answers.set(peerId, asked);
      return asked.result;
    },
  };
}
