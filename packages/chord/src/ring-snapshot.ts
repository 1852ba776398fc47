import type { Contact } from './contact.ts';

/** A member's life: `joining` until it is part of a ring (be it of one), `leaving` until the hints are out. */
export type Phase = 'joining' | 'up' | 'leaving' | 'stopped';

/** The first known member at or after self + 2^exponent. */
export interface Finger {
  readonly exponent: number;
  readonly contact: Contact;
}

/** One member's view of the ring, at one moment. */
export interface RingSnapshot {
  readonly self: Contact;
  readonly predecessor: Contact | null;
  /** Nearest first, without self; empty in a ring of one. */
  readonly successors: readonly Contact[];
  /** Distinct members, farthest first. */
  readonly fingers: readonly Finger[];
  /** Part of a ring: `up` or `leaving`. */
  readonly joined: boolean;
  readonly phase: Phase;
}
