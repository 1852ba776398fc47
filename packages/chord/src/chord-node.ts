// One member of a Chord ring: Zave's join, stabilize and rectify for the pointers, fingers and known contacts as hints,
// iterative lookups. It only wires: the pointers' transitions are in ring/, routing in lookup/, what waits for replies
// in operations/. Handlers answer synchronously; the RPC layer turns what they throw into its own codes.
import { eitherCancelled } from './cancellation-source.ts';
import { ChordError } from './chord-error.ts';
import { checkParameters } from './chord-parameters.ts';
import type { Contact } from './contact.ts';
import type { Hop } from './hop.ts';
import { type Identifier, identifier } from './identifier.ts';
import { answerStep } from './lookup/answer-step.ts';
import type { LookupOptions } from './lookup-options.ts';
import type { LookupResult } from './lookup-result.ts';
import type { LookupStepReply, LookupStepRequest } from './lookup-step.ts';
import type { Neighbors } from './neighbors.ts';
import { Doubts } from './operations/doubts.ts';
import { findRing } from './operations/find-ring.ts';
import { FingerKeeper } from './operations/finger-keeper.ts';
import { announceLeaving, lookAfterLeaving } from './operations/leave.ts';
import { lookup } from './operations/lookup.ts';
import { Member, type MemberOptions } from './operations/member.ts';
import { MergeProber } from './operations/merge-prober.ts';
import { isHintFromAfter } from './operations/notify-neighbors.ts';
import { Rectifier } from './operations/rectifier.ts';
import { Stabilizer } from './operations/stabilizer.ts';
import { verify } from './operations/verify.ts';
import { RemoteError } from './remote-error.ts';
import { livePredecessor, neighborOf, ownsKey } from './ring/ring-state.ts';
import type { RingSnapshot } from './ring-snapshot.ts';

/** What a node is made of. */
export type ChordNodeOptions = MemberOptions;

/** One member of the ring: `start` once, then `leave` or `stop` once. */
export class ChordNode {
  readonly #member: Member;
  readonly #stabilizer: Stabilizer;
  readonly #rectifier: Rectifier;
  readonly #fingerKeeper: FingerKeeper;
  readonly #mergeProber: MergeProber;
  readonly #doubts: Doubts;
  #started = false;

  /** Does no work. Throws RangeError for parameters that cannot work and for a malformed identifier. */
  constructor(options: ChordNodeOptions) {
    checkParameters(options.parameters);
    identifier(options.self.memberId);
    this.#member = new Member(options);
    this.#stabilizer = new Stabilizer(this.#member);
    this.#rectifier = new Rectifier(this.#member);
    this.#fingerKeeper = new FingerKeeper(this.#member);
    this.#doubts = new Doubts(this.#member);
    this.#mergeProber = new MergeProber(this.#member, (offer) => this.#stabilizer.offer(offer));
    this.#member.hurryStabilize = () => this.#stabilizer.hurry();
    this.#member.hurryMerge = () => this.#mergeProber.hurry();
  }

  /**
   * Joins the first live ring found through `known`; when there is none, becomes a ring of one that goes on probing
   * them. Resolves when the member is up. Throws ChordError CANCELLED when stopped meanwhile.
   */
  async start(known: readonly Contact[]): Promise<void> {
    if (this.#started) throw new Error('a node starts once');
    this.#started = true;
    this.learn(known);
    const found = await findRing(this.#member);
    if (this.#member.stopped.cancelled) throw new ChordError('CANCELLED', 'stopped while joining');
    if (!found) this.#member.enter(null);
    this.#stabilizer.start();
    this.#fingerKeeper.start();
    this.#mergeProber.start();
  }

  /** Hints the neighbours to look, then stops. The ring repairs itself as after a crash, only sooner. */
  async leave(): Promise<void> {
    if (this.#member.phase !== 'up') return this.stop();
    this.#member.phase = 'leaving';
    this.#stopTimers();
    try {
      await announceLeaving(this.#member);
    } finally {
      if (!this.#member.stopped.cancelled) {
        this.stop();
        this.#member.events.emit({ type: 'left' });
      }
    }
  }

  /** Stops at once, as in a crash: timers off, calls cancelled, handlers answer `not_member`. */
  stop(): void {
    this.#member.phase = 'stopped';
    this.#stopTimers();
    this.#member.stopped.cancel();
  }

  /**
   * Looks up the owner of a key; yields each hop as it ends, none when this member owns the key. Throws ChordError
   * NOT_JOINED, LOOKUP_TIMEOUT or CANCELLED, RangeError for a malformed key.
   */
  async *lookup(key: Identifier, options: LookupOptions = {}): AsyncGenerator<Hop, LookupResult> {
    const { clock, parameters, stopped } = this.#member;
    if (!this.#member.joined) throw new ChordError('NOT_JOINED', 'this member is not part of a ring');
    return yield* lookup(this.#member, {
      key: identifier(key),
      routing: options.routing ?? 'auto',
      brief: false,
      deadlineMs: clock.nowMs() + (options.timeoutMs ?? parameters.lookupTimeoutMs),
      cancellation: eitherCancelled(stopped, options.cancellation),
      via: null,
      excluded: [],
      hops: [],
    });
  }

  /** This member's view, at this moment; for people and metrics, never for other members. */
  snapshot(): RingSnapshot {
    const { self, ring, fingers, joined, phase } = this.#member;
    const { successors } = ring.state;
    return {
      self,
      predecessor: livePredecessor(ring.state),
      successors,
      fingers: fingers.list(),
      joined,
      phase,
    };
  }

  /** Throws RemoteError `busy` while a reply is awaited that may change the state, `not_member` outside a ring. */
  handleGetNeighbors(): Neighbors {
    this.#checkMember();
    const { ring } = this.#member;
    if (ring.interim) throw new RemoteError('busy', 'the state may be about to change');
    const { self: member, successors } = ring.state;
    return { member, predecessor: livePredecessor(ring.state), successors };
  }

  /** Throws RemoteError `not_member` outside a ring. */
  handleLookupStep(request: LookupStepRequest): LookupStepReply {
    this.#checkMember();
    this.#doubts.look(request.excluded);
    return answerStep(this.#member.view, request);
  }

  /** `from` is the authenticated caller. Throws RemoteError `not_member` outside a ring. */
  async handleNotify(from: Contact): Promise<void> {
    this.#checkMember();
    this.#member.heard(from);
    const { state } = this.#member.ring;
    const isHint = isHintFromAfter(state, from);
    if (isHint) this.#stabilizer.hurry();
    // Who stands just after us while others come after it cannot be our predecessor. Taken for one when ours has died, it
    // would have us claim nearly every key.
    if (!isHint || state.successors.length < 2) this.#rectifier.notified(from);
  }

  /** Answered in any state but stopped. */
  handlePing(): void {
    if (this.#member.phase === 'stopped') throw new RemoteError('not_member', 'this member has stopped');
  }

  /** A hint, never a splice: looks at the neighbour once it has had time to go. */
  handleLeaving(from: Contact): void {
    this.#checkMember();
    lookAfterLeaving(this.#member, from);
  }

  /** Authenticated contacts from elsewhere: hints for routing, for merging, and later incarnations. */
  learn(contacts: readonly Contact[]): void {
    for (const contact of contacts) {
      if (contact.memberId !== this.#member.self.memberId) this.#member.learn(contact);
    }
  }

  /** Removes a member from the hints (not from the ring, which has its own way to find out). */
  forget(memberId: Identifier): void {
    const { known, churn, clock, fingers } = this.#member;
    if (known.live.get(memberId) !== undefined) churn.departed(clock.nowMs());
    known.forget(memberId);
    fingers.remove(memberId);
  }

  /** A connection to a member closed, or a call failed elsewhere: checks its life at once. */
  suspect(memberId: Identifier): void {
    if (!this.#member.joined) return;
    const { ring, known } = this.#member;
    if (ring.state.successors[0]?.memberId === memberId) this.#stabilizer.hurry();
    const contact = neighborOf(ring.state, memberId) ?? known.live.get(memberId);
    if (contact) verify(this.#member, contact);
  }

  /** Every contact remembered, in reach or not: to be kept for the next start. */
  known(): Contact[] {
    return this.#member.known.all();
  }

  /** The live contacts heard of, clockwise from a place: hints, for who wants more than a successor list names. */
  knownFrom(place: Identifier): Iterable<Contact> {
    return this.#member.known.live.from(place);
  }

  /** Whether the key lies in (predecessor, self], by this member's own word. */
  owns(key: Identifier): boolean {
    return this.#member.joined && ownsKey(this.#member.ring.state, key);
  }

  #checkMember(): void {
    if (!this.#member.joined) throw new RemoteError('not_member', 'this member is not part of a ring');
  }

  #stopTimers(): void {
    this.#stabilizer.stop();
    this.#fingerKeeper.stop();
    this.#mergeProber.stop();
  }
}
