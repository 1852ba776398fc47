import type { Contact } from './contact.ts';

/** What a member tells of itself. */
export type ChordEvent =
  /** Part of a ring now; `via` is the member it joined by, null for a ring of one. */
  | { readonly type: 'joined'; readonly via: Contact | null }
  | {
      readonly type: 'predecessor_changed';
      readonly predecessor: Contact | null;
      readonly previous: Contact | null;
    }
  | {
      readonly type: 'successors_changed';
      readonly successors: readonly Contact[];
      readonly previous: readonly Contact[];
    }
  /** Observed here: it was in one of the lists and answered neither a call nor its retry. */
  | { readonly type: 'member_failed'; readonly contact: Contact; readonly error: string }
  /** A member of another ring became the first successor. */
  | { readonly type: 'merged'; readonly with: Contact }
  | { readonly type: 'left' };
