import { FingerTable } from '../../src/hints/finger-table.ts';
import { KnownContacts } from '../../src/hints/known-contacts.ts';
import type { Contact } from '../../src/index.ts';
import type { RouteView } from '../../src/lookup/route-view.ts';
import { contactAt } from './contact-at.ts';

/** What a member knows, for tests of routing; places are leading hex digits, clockwise. */
export interface Knowledge {
  readonly self: string;
  readonly predecessor?: string | undefined;
  readonly successors?: readonly string[];
  /** Exponent to place. */
  readonly fingers?: Readonly<Record<number, string>>;
  readonly known?: readonly (string | Contact)[];
  readonly predecessorFailed?: boolean;
}

export function routeView(knowledge: Knowledge): RouteView {
  const self = contactAt(knowledge.self);
  const fingers = new FingerTable(self.memberId, 2);
  for (const [exponent, place] of Object.entries(knowledge.fingers ?? {})) {
    fingers.set(Number(exponent), contactAt(place));
  }
  const known = new KnownContacts(self, 100, 100);
  for (const contact of knowledge.known ?? []) {
    known.learn(typeof contact === 'string' ? contactAt(contact) : contact);
  }
  return {
    state: {
      self,
      predecessor: knowledge.predecessor === undefined ? null : contactAt(knowledge.predecessor),
      predecessorFailed: knowledge.predecessorFailed ?? false,
      successors: (knowledge.successors ?? []).map((place) => contactAt(place)),
    },
    fingers,
    known,
    fullMembershipMax: 50,
  };
}
