// Members answer the same again and again, or nearly the same: their neighbours at every turn of stabilize. Who says which
// list it has from before hears what is new, or that nothing is.
import { type Contact, sameContact, sameContacts } from '@acorde/chord';
import type { BriefListSchema } from '@acorde/protocol/gen/acorde/internal/v1/member_pb.ts';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { briefContact } from './brief-contact.ts';

/** Lists remembered: where one changes twice a second, those of the last four seconds. */
const REMEMBERED_MAX = 8;

interface Told {
  readonly version: number;
  readonly list: readonly Contact[];
}

/** The lists of one kind of one member. */
export class ToldLists {
  // Newest first.
  #told: readonly Told[] = [];

  /** The list for one who has the list of a version (0: none); null when that is the same list. */
  answer(list: readonly Contact[], knownVersion: number): MessageInitShape<typeof BriefListSchema> | null {
    const { version } = this.#remember(list);
    if (version === knownVersion) return null;
    const base = this.#told.find((told) => told.version === knownVersion);
    if (base === undefined) return { version, fresh: list.map(briefContact) };
    const order = list.map((contact) => 1 + base.list.findIndex((known) => sameContact(known, contact)));
    return { version, fresh: list.filter((_, i) => order[i] === 0).map(briefContact), order };
  }

  #remember(list: readonly Contact[]): Told {
    const [newest] = this.#told;
    if (newest !== undefined && sameContacts(newest.list, list)) return newest;
    const told = { version: (newest?.version ?? 0) + 1, list };
    this.#told = [told, ...this.#told].slice(0, REMEMBERED_MAX);
    return told;
  }
}
