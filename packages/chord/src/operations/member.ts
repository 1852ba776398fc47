import { CancellationSource } from '../cancellation-source.ts';
import type { ChordParameters } from '../chord-parameters.ts';
import { type Contact, sameContact } from '../contact.ts';
import { ChurnMeter } from '../hints/churn-meter.ts';
import { FingerTable } from '../hints/finger-table.ts';
import { KnownContacts } from '../hints/known-contacts.ts';
import { RoundTrips } from '../hints/round-trips.ts';
import type { Identifier } from '../identifier.ts';
import type { RouteView } from '../lookup/route-view.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventSink } from '../ports/event-sink.ts';
import type { Random } from '../ports/random.ts';
import type { Remote } from '../ports/remote.ts';
import { failPredecessor } from '../ring/accept-predecessor.ts';
import { refreshContact } from '../ring/refresh-contact.ts';
import { Ring } from '../ring/ring.ts';
import { neighborOf } from '../ring/ring-state.ts';
import type { Phase } from '../ring-snapshot.ts';

/** What a member is made of. */
export interface MemberOptions {
  readonly self: Contact;
  readonly parameters: ChordParameters;
  readonly remote: Remote;
  readonly clock: Clock;
  readonly random: Random;
  readonly events: EventSink;
}

/** The parts of one ring member that its operations share, and what they report to one another. */
export class Member {
  readonly self: Contact;
  readonly parameters: ChordParameters;
  readonly remote: Remote;
  readonly clock: Clock;
  readonly random: Random;
  readonly events: EventSink;
  readonly ring: Ring;
  readonly known: KnownContacts;
  readonly fingers: FingerTable;
  readonly roundTrips = new RoundTrips();
  readonly churn = new ChurnMeter();
  readonly stopped = new CancellationSource();
  /** Members whose life is being checked. */
  readonly verifying = new Set<Identifier>();
  /** Members that said they are leaving: when they are gone, they have not failed. */
  readonly leaving = new Set<Identifier>();
  phase: Phase = 'joining';
  /** When the predecessor last gave a sign of life. */
  predecessorSeenMs = 0;
  /** Set by the node: the ring needs a stabilization now. */
  hurryStabilize: () => void = () => {};
  /** Set by the node: this member was left alone, and somebody must be found. */
  hurryMerge: () => void = () => {};

  constructor(options: MemberOptions) {
    this.self = options.self;
    this.parameters = options.parameters;
    this.remote = options.remote;
    this.clock = options.clock;
    this.random = options.random;
    this.events = options.events;
    this.ring = new Ring(options.self, options.events);
    this.known = new KnownContacts(options.self, this.parameters.knownMax, this.parameters.passiveMax);
    this.fingers = new FingerTable(options.self.memberId, this.parameters.fingerBase);
  }

  get joined(): boolean {
    return this.phase === 'up' || this.phase === 'leaving';
  }

  /** Then it is not pinged: a flood of notifies costs one ping an interval. */
  get predecessorSeenLately(): boolean {
    return this.clock.nowMs() - this.predecessorSeenMs < this.parameters.stabilizeIntervalMinMs;
  }

  get view(): RouteView {
    const { fullMembershipMax, membershipBytesPerSecondMax } = this.parameters;
    const isAffordable = this.churn.bytesPerSecond(this.clock.nowMs()) <= membershipBytesPerSecondMax;
    return {
      state: this.ring.state,
      fingers: this.fingers,
      known: this.known,
      fullMembershipMax: isAffordable ? fullMembershipMax : 0,
    };
  }

  /** Milliseconds that a first call waits for an answer of this member. */
  timeoutMs(to: Contact): number {
    const { callTimeoutMinMs, callTimeoutMs } = this.parameters;
    const patienceMs = this.roundTrips.patienceMs(to.peerId) ?? callTimeoutMs;
    return Math.min(callTimeoutMs, Math.max(callTimeoutMinMs, patienceMs));
  }

  /** Milliseconds after which a lookup asks somebody else as well. */
  hedgeMs(to: Contact): number {
    const { callTimeoutMs, hurryMs } = this.parameters;
    const patienceMs = this.roundTrips.patienceMs(to.peerId) ?? callTimeoutMs / 2;
    return Math.min(callTimeoutMs, Math.max(hurryMs, patienceMs));
  }

  /** Part of a ring from now on: that of the member joined by, or one of its own (null). */
  enter(via: Contact | null): void {
    this.phase = 'up';
    this.events.emit({ type: 'joined', via });
  }

  /** Calls `fn` once after `delayMs`, unless the member stops before. */
  later(delayMs: number, fn: () => void): void {
    let release = () => {};
    const cancelTimer = this.clock.schedule(delayMs, () => {
      release();
      fn();
    });
    release = this.stopped.onCancel(cancelTimer);
  }

  /** The contact of an authenticated member, perhaps a later incarnation of one that is listed. */
  learn(contact: Contact): void {
    this.known.learn(contact);
    this.ring.apply((state) => refreshContact(state, contact));
  }

  /** A member spoke for itself: it is alive. */
  heard(contact: Contact): void {
    this.known.heard(contact);
    this.ring.apply((state) => refreshContact(state, contact));
    if (this.ring.state.predecessor?.memberId !== contact.memberId) return;
    this.predecessorSeenMs = this.clock.nowMs();
  }

  /**
   * A member is out of reach (`error` says how), or no member any more (null). The successor list is left to
   * stabilize, which drops a dead first successor itself.
   */
  gone(contact: Contact, error: string | null): void {
    const listed = sameContact(neighborOf(this.ring.state, contact.memberId), contact);
    const finger = this.fingers.removeContact(contact);
    const news = this.known.bury(contact, this.clock.nowMs());
    this.ring.apply((state) => failPredecessor(state, contact));
    if (!news) return;
    this.churn.departed(this.clock.nowMs());
    if (listed) this.hurryStabilize();
    if (error === null || this.leaving.has(contact.memberId)) return;
    if (listed || finger) this.events.emit({ type: 'member_failed', contact, error });
  }
}
