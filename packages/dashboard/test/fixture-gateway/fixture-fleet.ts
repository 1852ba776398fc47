// A fleet that exists only here: peers that join and fail when told to, files kept in memory, and everything that
// happens said as the gateway would say it. Seeded by names, so that a screenshot is the same twice.
import type { Change, PeerView, ServerMessage, Snapshot } from '../../src/wire.ts';
import type { ContactView, EntryView, EventData, EventType, EventView } from '../../src/wire-event.ts';
import { entryOf, type FixtureFile, filesView, holdingsOf } from './fixture-file.ts';
import { fixturePeer } from './fixture-peer.ts';
import { fingersOf, hash, memberView } from './fixture-ring.ts';

const RECENT_MAX = 200;
const REPLICAS = 3;

export class FixtureFleet {
  readonly epoch: string;
  readonly files = new Map<string, FixtureFile>();
  #seq = 0;
  #factSeq = 0;
  #forgottenSeq = 0;
  #peers = new Map<string, PeerView>();
  #recent: EventView[] = [];
  readonly #deltas: Extract<ServerMessage, { type: 'delta' }>[] = [];
  readonly #listeners = new Set<(message: ServerMessage) => void>();

  /** Unix milliseconds; a test that draws pictures brings a time of its own. */
  readonly nowMs: () => number;

  constructor(names: readonly string[], epoch: string, nowMs: () => number = Date.now) {
    this.epoch = epoch;
    this.nowMs = nowMs;
    this.#peers = new Map(names.map((name, i) => [hash(`peer/${name}`), fixturePeer(name, i, nowMs())]));
    this.#settle();
  }

  get peers(): readonly PeerView[] {
    return [...this.#peers.values()];
  }

  get up(): readonly PeerView[] {
    return this.peers.filter((peer) => peer.state === 'up');
  }

  get ids(): readonly string[] {
    return this.up.map((peer) => peer.members[0]!.memberId).sort();
  }

  get seq(): number {
    return this.#seq;
  }

  peerNamed(name: string): PeerView {
    const peer = this.peers.find((one) => one.name === name);
    if (peer === undefined) throw new Error(`the fixture has no peer ${name}`);
    return peer;
  }

  snapshot(): Snapshot {
    const { epoch, peers } = this;
    const state = {
      peers,
      ring: this.#ring(),
      files: filesView([...this.files.values()]),
      recent: this.#recent,
    };
    return { type: 'snapshot', epoch, seq: this.#seq, atMs: this.nowMs(), events: EVENTS, ...state };
  }

  /** The deltas after a cursor, or null when they are not held. */
  since(seq: number): readonly ServerMessage[] | null {
    const held = seq >= this.#forgottenSeq && seq <= this.#seq;
    return held ? this.#deltas.filter((delta) => delta.seq > seq) : null;
  }

  /** As when more happened than a gateway holds: nobody who was away can go on where they were. */
  forgetDeltas(): void {
    this.#forgottenSeq = this.#seq + 1;
    this.#deltas.length = 0;
  }

  listen(listener: (message: ServerMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  join(name: string): PeerView {
    const id = hash(`peer/${name}`);
    const via = this.up[0];
    this.#peers.set(id, {
      ...fixturePeer(name, this.#peers.size, this.nowMs()),
      startedAtMs: this.nowMs(),
    });
    this.#settle();
    const peer = this.#peers.get(id)!;
    this.#publish(this.#everyPeer(), 'peer.joined', peer, {
      member: this.contact(peer),
      via: via === undefined ? null : this.contact(via),
    });
    return peer;
  }

  fail(name: string): void {
    const peer = this.peerNamed(name);
    this.#set(peer, { state: 'failed', reason: 'connection refused' });
    this.#settle();
    const observer = this.up[0]!;
    const files = [...this.files.values()].filter((file) => file.holders.includes(peer.peerId));
    for (const file of files)
      this.files.set(file.id, { ...file, holders: file.holders.filter((id) => id !== peer.peerId) });
    this.#publish(this.#everyPeer(), 'peer.failed', observer, {
      member: this.contact(peer),
      reason: 'connection refused',
    });
  }

  suspect(name: string): void {
    const peer = this.#set(this.peerNamed(name), { suspect: true });
    this.#send([{ kind: 'peer', peer }]);
  }

  leave(name: string): void {
    const peer = this.peerNamed(name);
    this.#peers.delete(peer.peerId);
    this.#settle();
    this.#publish([{ kind: 'peer_removed', peerId: peer.peerId }, ...this.#everyPeer()], 'peer.left', peer, {
      member: this.contact(peer),
    });
  }

  store(
    name: string,
    mediaType: string,
    bytes: Buffer,
    taker: PeerView,
  ): { entry: EntryView; created: boolean } {
    const id = hash(`file/${bytes.length}/${hash(bytes.toString('latin1'))}`);
    const known = this.files.get(id);
    const same = known?.entries.find((entry) => entry.name === name && entry.peerId === taker.peerId);
    if (same !== undefined) return { entry: same, created: false };
    const entry = entryOf({
      fileId: id,
      name,
      mediaType,
      bytes,
      peerId: taker.peerId,
      createTimeMs: this.nowMs(),
    });
    const holders = known?.holders ?? this.#holdersFor(taker);
    this.files.set(id, { id, bytes, entries: [...(known?.entries ?? []), entry], holders });
    this.#recount();
    this.#publish([...this.#everyPeer(), this.#filesChange()], 'file.stored', taker, {
      entry,
      holders: holders.slice(0, 2),
    });
    for (const holder of holders.slice(1)) {
      this.#publish([], 'file.replicated', this.#peers.get(holder)!, {
        fileId: id,
        size: bytes.length,
        repair: false,
      });
    }
    return { entry, created: true };
  }

  /** The peer gets a copy, and an entry of its own. */
  pin(fileId: string, taker: PeerView): EntryView | null {
    const file = this.files.get(fileId);
    const named = file?.entries[0];
    if (file === undefined || named === undefined) return null;
    const holders = [...new Set([...file.holders, taker.peerId])];
    this.files.set(fileId, { ...file, holders });
    return this.store(named.name, named.mediaType, file.bytes, taker).entry;
  }

  remove(fileId: string): readonly string[] {
    const file = this.files.get(fileId);
    if (file === undefined) return [];
    this.files.delete(fileId);
    this.#recount();
    for (const { entryId, name, peerId } of file.entries) {
      const observer = this.#peers.get(peerId) ?? this.up[0]!;
      this.#publish([...this.#everyPeer(), this.#filesChange()], 'file.deleted', observer, {
        entryId,
        fileId,
        name,
      });
    }
    return file.entries.map((entry) => entry.entryId);
  }

  /** A repair of the n-th file begins or ends: `started` tells of the first `n`, `finished` of the n-th alone. */
  repair(what: 'started' | 'finished', n: number): void {
    const [observer, taker] = this.up;
    for (let i = what === 'started' ? 1 : n; i <= n; i++) {
      const data = { fileId: hash(`repair/${i}`), peerId: taker!.peerId };
      if (what === 'started') this.#publish([], 'repair.started', observer!, { ...data, copies: 2 });
      else this.#publish([], 'repair.finished', observer!, { ...data, error: '' });
    }
  }

  /** Every copy but those of one peer is out of reach. */
  keepOnlyAt(name: string): void {
    const { peerId } = this.peerNamed(name);
    for (const file of this.files.values()) this.files.set(file.id, { ...file, holders: [peerId] });
  }

  /** One more file at a peer, which says so: a fact and the peer's new state, as a busy fleet has many of. */
  replicate(peer: PeerView, fileId: string, size: number): void {
    const { files, bytes, records, entries } = this.#peers.get(peer.peerId)!.holdings!;
    const holdings = { files: files + 1, bytes: bytes + size, records: records + 1, entries };
    const next = this.#set(this.#peers.get(peer.peerId)!, { holdings });
    this.#publish([{ kind: 'peer', peer: next }], 'file.replicated', next, { fileId, size, repair: false });
  }

  telemetry<Type extends EventType>(type: Type, peer: PeerView, data: EventData[Type]): void {
    this.burst(type, peer, 1, () => data);
  }

  /** Many at once, in one message. */
  burst<Type extends EventType>(
    type: Type,
    peer: PeerView,
    count: number,
    data: (i: number) => EventData[Type],
  ): void {
    const events = Array.from({ length: count }, (_, i) => this.#event(type, peer, 0, data(i)));
    for (const listener of this.#listeners) listener({ type: 'telemetry', events });
  }

  contact(peer: PeerView): ContactView {
    const { peerId, members, address, zone, incarnation } = peer;
    return { peerId, memberId: members[0]!.memberId, index: 0, address, zone, incarnation };
  }

  contactOf(memberId: string): ContactView {
    return this.contact(this.peers.find((peer) => peer.members[0]!.memberId === memberId)!);
  }

  fingersOf(peer: PeerView) {
    return fingersOf(this.ids, peer.members[0]!.memberId);
  }

  #holdersFor(taker: PeerView): string[] {
    const others = this.up.filter((peer) => peer.peerId !== taker.peerId).slice(0, REPLICAS - 1);
    return [taker, ...others].map((peer) => peer.peerId);
  }

  #set(peer: PeerView, change: Partial<PeerView>): PeerView {
    const next = { ...peer, ...change };
    this.#peers.set(peer.peerId, next);
    return next;
  }

  #settle(): void {
    const ids = this.ids;
    for (const peer of this.up) this.#set(peer, { members: [memberView(ids, peer.members[0]!.memberId)] });
  }

  #recount(): void {
    for (const peer of this.peers)
      this.#set(peer, { holdings: holdingsOf([...this.files.values()], peer.peerId) });
  }

  #everyPeer(): Change[] {
    return [
      ...this.peers.map((peer) => ({ kind: 'peer', peer }) as const),
      { kind: 'ring', ring: this.#ring() },
    ];
  }

  #ring() {
    return { ideal: true, members: this.ids.length, unsettled: [] };
  }

  #filesChange(): Change {
    return { kind: 'files', files: filesView([...this.files.values()]) };
  }

  #publish<Type extends EventType>(
    changes: readonly Change[],
    type: Type,
    peer: PeerView,
    data: EventData[Type],
  ): void {
    const event = this.#event(type, peer, ++this.#factSeq, data);
    this.#recent = [...this.#recent, event].slice(-RECENT_MAX);
    this.#send([...changes, { kind: 'fact', event }]);
  }

  #event<Type extends EventType>(type: Type, peer: PeerView, seq: number, data: EventData[Type]): EventView {
    const { peerId, incarnation } = peer;
    const id = seq === 0 ? `t${++this.#factSeq}` : `${peerId}/${incarnation}/${seq}`;
    return { id, peerId, incarnation, seq, timeMs: this.nowMs(), type, data } as EventView;
  }

  #send(changes: readonly Change[]): void {
    const delta = { type: 'delta', seq: ++this.#seq, atMs: this.nowMs(), changes } as const;
    this.#deltas.push(delta);
    for (const listener of this.#listeners) listener(delta);
  }
}

const EVENTS = { source: 'direct', broker: 'none', reason: '' } as const;
