import type { Contact, Identifier } from '@acorde/chord';
import { AcordeError } from '@acorde/protocol';
import type { BriefList } from '@acorde/protocol/gen/acorde/internal/v1/member_pb.ts';
import type { Places } from '../identity/places.ts';
import { contactFromBrief } from './brief-contact.ts';

/** Members whose last lists are remembered. */
const MEMBERS_MAX = 1_024;
/** Contacts in one list: twice the longest successor list in use, and a predecessor. */
const CONTACTS_MAX = 64;

/** A list as it was heard, and the life of its member. */
export interface HeardList {
  readonly incarnation: number;
  readonly version: number;
  readonly list: readonly Contact[];
}

/** The last lists of one kind that members told; each is the base of the next. */
export class HeardLists {
  readonly #lists = new Map<Identifier, HeardList>();

  /** The last list of a member in this life; null when there is none. */
  of({ memberId, incarnation }: Contact): HeardList | null {
    const heard = this.#lists.get(memberId);
    return heard?.incarnation === incarnation ? heard : null;
  }

  /**
   * Reads and remembers the list of a member, told to one who had `base`; no message: it is the same list. Throws
   * INVALID_ARGUMENT for a list that cannot be made out.
   */
  read(
    { memberId, incarnation }: Contact,
    message: BriefList | undefined,
    base: HeardList | null,
    places: Places,
  ): readonly Contact[] {
    if (message === undefined) {
      if (base === null) throw new AcordeError('INVALID_ARGUMENT', 'it never told this list before');
      return base.list;
    }
    const list = contactsOf(message, base?.list ?? [], places);
    this.#lists.delete(memberId);
    this.#lists.set(memberId, { incarnation, version: message.version, list });
    const oldest = this.#lists.size > MEMBERS_MAX ? this.#lists.keys().next().value : undefined;
    if (oldest !== undefined) this.#lists.delete(oldest);
    return list;
  }
}

function contactsOf({ fresh, order }: BriefList, base: readonly Contact[], places: Places): Contact[] {
  if (fresh.length > CONTACTS_MAX || order.length > CONTACTS_MAX)
    throw new AcordeError('INVALID_ARGUMENT', `more than ${CONTACTS_MAX} contacts`);
  const news = fresh.map((contact) => contactFromBrief(contact, places));
  if (order.length === 0) return news;
  let next = 0;
  return order.map((at) => {
    const contact = at === 0 ? news[next++] : base[at - 1];
    if (contact === undefined) throw new AcordeError('INVALID_ARGUMENT', 'a place of the list is empty');
    return contact;
  });
}
