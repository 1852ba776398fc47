import type { Identifier, Neighbors } from '@acorde/chord';

const MEMBERS_MAX = 256;
const DIGEST_BYTES = 16;
const NONE = new Uint8Array();

interface Answer {
  readonly digest: Uint8Array;
  readonly neighbors: Neighbors;
}

/** The last answers of the members that were asked for their neighbours, to be confirmed by their digest. */
export class NeighborsCache {
  readonly #answers = new Map<Identifier, Answer>();

  /** The digest of the last answer; empty when there is none. */
  digestOf(memberId: Identifier): Uint8Array {
    return this.#answers.get(memberId)?.digest ?? NONE;
  }

  /** The last answer, when its digest is still the one that was sent along; else null. */
  confirmed(memberId: Identifier, digest: Uint8Array): Neighbors | null {
    const answer = this.#answers.get(memberId);
    return answer !== undefined && answer.digest === digest ? answer.neighbors : null;
  }

  /** Remembers an answer; without a digest of the right length there is nothing to confirm it by. */
  remember(memberId: Identifier, digest: Uint8Array, neighbors: Neighbors): void {
    this.#answers.delete(memberId);
    if (digest.length !== DIGEST_BYTES) return;
    this.#answers.set(memberId, { digest, neighbors });
    const oldest = this.#answers.size > MEMBERS_MAX ? this.#answers.keys().next().value : undefined;
    if (oldest !== undefined) this.#answers.delete(oldest);
  }
}
