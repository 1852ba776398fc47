import type { Contact, Identifier } from '@acorde/chord';
import { AcordeError } from '@acorde/protocol';
import { memberIdOf } from './peer-id.ts';

/** Places that were computed before: every answer of the ring names the same few contacts again. */
const REMEMBERED_MAX = 20_000;

/** Where members stand, which follows from their peers; remembers what it has computed. */
export class Places {
  readonly #places = new Map<string, Identifier>();

  /** The member id of a peer (64 hex digits) and an index. */
  of(peerId: string, index: number): Identifier {
    const name = `${index} ${peerId}`;
    let place = this.#places.get(name);
    if (place === undefined) {
      place = memberIdOf(peerId, index);
      if (this.#places.size >= REMEMBERED_MAX) this.#places.clear();
      this.#places.set(name, place);
    }
    return place;
  }

  /** Throws INVALID_ARGUMENT when a contact says that it stands elsewhere than its peer and index say. */
  check(contacts: readonly Contact[]): void {
    if (!contacts.every(({ peerId, index, memberId }) => this.of(peerId, index) === memberId))
      throw new AcordeError('INVALID_ARGUMENT', 'a member id does not follow from its peer id');
  }
}
