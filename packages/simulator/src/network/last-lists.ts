// What peers remember of the lists that they have told and been told, so that an answer says only what is new. The same
// rules as the peer's `told-lists.ts` and `heard-lists.ts`.
import { type Contact, sameContacts } from '@acorde/chord';

/** Lists of its own that a member remembers, to say how the present one differs. */
const TOLD_MAX = 8;

/** A list of a member, and its number. */
export interface CountedList {
  readonly version: number;
  readonly list: readonly Contact[];
}

/** One kind of list, of all members to all members. */
export class LastLists {
  readonly #heard = new Map<string, CountedList>();
  // Newest first.
  readonly #told = new Map<string, readonly CountedList[]>();

  /** What the caller has of that member, in this life of it, from before; null when it has nothing. */
  knownBy(from: Contact, to: Contact): CountedList | null {
    return this.#heard.get(`${from.memberId} ${lifeOf(to)}`) ?? null;
  }

  /** The answer is this list: counts it, remembers it, and returns it with the earlier one that both still know. */
  tell(
    from: Contact,
    to: Contact,
    list: readonly Contact[],
  ): { readonly now: CountedList; readonly base: CountedList | null } {
    const told = this.#told.get(lifeOf(to)) ?? [];
    const before = this.knownBy(from, to);
    const [newest] = told;
    const isSame = newest !== undefined && sameContacts(newest.list, list);
    const now = isSame ? newest : { version: (newest?.version ?? 0) + 1, list };
    if (!isSame) this.#told.set(lifeOf(to), [now, ...told].slice(0, TOLD_MAX));
    const base = before !== null && (told.includes(before) || now === before) ? before : null;
    this.#heard.set(`${from.memberId} ${lifeOf(to)}`, now);
    return { now, base };
  }
}

function lifeOf({ memberId, incarnation }: Contact): string {
  return `${memberId} ${incarnation}`;
}
