import type { Contact } from '../contact.ts';
import type { Identifier } from '../identifier.ts';

/** A member out of reach, since when, and when it was last asked for a sign of life. */
export interface PassiveContact {
  readonly contact: Contact;
  readonly sinceMs: number;
  probedMs: number;
}

// A member gone for T is probed again after T / 10, so a split heals after at most a tenth of the time it lasted,
// and a contact that will never come back costs ever less; within these many times the base interval.
const AGE_PER_PROBE = 10;
const BASE_INTERVALS_MAX = 12;

/** The once-known members out of reach; the one gone longest makes room. */
export class PassiveContacts {
  readonly #max: number;
  readonly #entries = new Map<Identifier, PassiveContact>();

  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(memberId: Identifier): PassiveContact | undefined {
    return this.#entries.get(memberId);
  }

  add(contact: Contact, nowMs: number): void {
    this.#entries.delete(contact.memberId);
    this.#entries.set(contact.memberId, { contact, sinceMs: nowMs, probedMs: nowMs });
    const oldest = this.#entries.size > this.#max ? this.#entries.keys().next().value : undefined;
    if (oldest !== undefined) this.#entries.delete(oldest);
  }

  /** Returns whether it was there. */
  delete(memberId: Identifier): boolean {
    return this.#entries.delete(memberId);
  }

  /** Up to `count` members whose time to be probed has come, the longest unprobed first; they count as probed. */
  takeDue(count: number, nowMs: number, baseIntervalMs: number): Contact[] {
    const due = [...this.#entries.values()]
      .filter((entry) => nowMs - entry.probedMs >= probeIntervalMs(entry, nowMs, baseIntervalMs))
      .sort((a, b) => a.probedMs - b.probedMs)
      .slice(0, count);
    for (const entry of due) entry.probedMs = nowMs;
    return due.map((entry) => entry.contact);
  }

  *contacts(): Generator<Contact> {
    for (const entry of this.#entries.values()) yield entry.contact;
  }
}

function probeIntervalMs(entry: PassiveContact, nowMs: number, baseIntervalMs: number): number {
  const ageMs = nowMs - entry.sinceMs;
  return Math.min(baseIntervalMs * BASE_INTERVALS_MAX, Math.max(baseIntervalMs, ageMs / AGE_PER_PROBE));
}
