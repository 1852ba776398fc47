import type { Identifier } from '@acorde/chord';
import { ANSWER_DIGEST_BYTES } from './answer-digest.ts';

const MEMBERS_MAX = 1_024;
const NONE = new Uint8Array();

interface Answer<T> {
  readonly digest: Uint8Array;
  readonly reply: T;
}

/** The last answers of members to one kind of question, to be confirmed by their digest. */
export class AnswerCache<T> {
  readonly #answers = new Map<Identifier, Answer<T>>();

  /** The digest of the last answer; empty when there is none. */
  digestOf(memberId: Identifier): Uint8Array {
    return this.#answers.get(memberId)?.digest ?? NONE;
  }

  /** The last answer, when its digest is still the one that was sent along; else null. */
  confirmed(memberId: Identifier, digest: Uint8Array): T | null {
    const answer = this.#answers.get(memberId);
    return answer !== undefined && answer.digest === digest ? answer.reply : null;
  }

  /** Remembers an answer; without a digest of the right length there is nothing to confirm it by. */
  remember(memberId: Identifier, digest: Uint8Array, reply: T): void {
    this.#answers.delete(memberId);
    if (digest.length !== ANSWER_DIGEST_BYTES) return;
    this.#answers.set(memberId, { digest, reply });
    const oldest = this.#answers.size > MEMBERS_MAX ? this.#answers.keys().next().value : undefined;
    if (oldest !== undefined) this.#answers.delete(oldest);
  }
}
