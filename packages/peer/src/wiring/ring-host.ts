// The ring members that this process hosts, as the parts of the peer need to see them. Each member is a place of its own
// on the ring; they join one after the other, share the connections, and call each other without a network.
import {
  between,
  type ChordEvent,
  ChordNode,
  type ChordParameters,
  type Contact,
  type EventSink,
  type Hop,
  type Identifier,
  type LookupResult,
  type Remote,
  type Routing,
} from '@acorde/chord';
import type { Ring } from '../records/ports.ts';
import type { MemberHost, RingDoor } from '../rpc/ports.ts';
import type { System } from '../system.ts';
import { cancellationOf } from './cancellation-of.ts';
import { type Located, locateDistinct } from './distinct-successors.ts';
import { withLocalMembers } from './local-members.ts';

export interface RingHostOptions {
  /** One for each member, in order of their index; at least one. */
  readonly selves: readonly [Contact, ...Contact[]];
  readonly parameters: ChordParameters;
  readonly remote: Remote;
  readonly system: System;
  /** Where the events of one member go. */
  readonly eventsOf: (self: Contact) => EventSink;
  /** Distinct peers that must be named for a key, where there are so many. */
  readonly distinctPeersMin: number;
  /** Makes a lookup of people visible; those of the peer itself are not. */
  readonly trace: (
    lookup: AsyncGenerator<Hop, LookupResult>,
    about: { key: Identifier; routing: Routing },
  ) => AsyncGenerator<Hop, LookupResult>;
}

export interface RingHost {
  readonly ring: Ring;
  readonly door: RingDoor;
  readonly members: MemberHost;
  /** Whether every member is part of a ring. */
  readonly isUp: boolean;
  /** Joins with every member, the first by `known`, the others by the ones before. Throws ChordError CANCELLED. */
  start(known: readonly Contact[]): Promise<void>;
  leave(): Promise<void>;
  stop(): void;
  learn(contacts: readonly Contact[]): void;
  forget(memberIds: readonly Identifier[]): void;
  /** Has the lives of these members checked. */
  suspect(memberIds: readonly Identifier[]): void;
  /** Called after each event of a member. */
  onEvent(listener: (event: ChordEvent) => void): void;
}

export function createRingHost(options: RingHostOptions): RingHost {
  const { selves } = options;
  const listeners: ((event: ChordEvent) => void)[] = [];
  const nodes = new Map<Identifier, ChordNode>();
  const remote = withLocalMembers(options.remote, selves[0].peerId, (id) => nodes.get(id) ?? null);
  const tell = (event: ChordEvent) => {
    for (const listener of listeners) listener(event);
  };
  for (const self of selves) nodes.set(self.memberId, createNode({ ...options, remote }, self, tell));
  const all = [...nodes.values()];
  const first = all[0] as ChordNode;
  return {
    ring: ringOf(options, all),
    door: {
      snapshots: () => all.map((node) => node.snapshot()),
      lookup: (key, { routing, signal }) =>
        options.trace(first.lookup(key, { routing, cancellation: cancellationOf(signal) }), { key, routing }),
    },
    members: { member: (memberId) => nodes.get(memberId) ?? null, at: (index) => all[index] ?? null },
    get isUp() {
      return all.every((node) => node.snapshot().joined);
    },
    async start(known) {
      const before: Contact[] = [];
      for (const [at, node] of all.entries()) {
        await node.start([...before, ...known]);
        before.push(selves[at] as Contact);
      }
      for (const node of all) node.learn(selves);
    },
    leave: async () => void (await Promise.all(all.map((node) => node.leave()))),
    stop() {
      for (const node of all) node.stop();
    },
    learn(contacts) {
      for (const node of all) node.learn(contacts);
    },
    forget(memberIds) {
      for (const node of all) for (const memberId of memberIds) node.forget(memberId);
    },
    suspect(memberIds) {
      for (const node of all) for (const memberId of memberIds) node.suspect(memberId);
    },
    onEvent: (listener) => listeners.push(listener),
  };
}

function createNode(
  { parameters, remote, system, eventsOf }: RingHostOptions,
  self: Contact,
  tell: (event: ChordEvent) => void,
): ChordNode {
  const sink = eventsOf(self);
  return new ChordNode({
    self,
    parameters,
    remote,
    // The ring measures durations, so a clock that is set must not reach it.
    clock: { nowMs: () => system.monotonicMs(), schedule: system.schedule.bind(system) },
    random: { next: () => system.random() },
    events: {
      emit(event) {
        sink.emit(event);
        tell(event);
      },
    },
  });
}

function ringOf(options: RingHostOptions, nodes: readonly ChordNode[]): Ring {
  return {
    self: () => options.selves[0],
    locate: (key, signal) =>
      locateDistinct(key, options.distinctPeersMin, (place) =>
        drain(
          nearestBefore(nodes, place).lookup(place, signal ? { cancellation: cancellationOf(signal) } : {}),
        ),
      ),
    ranges: () => nodes.flatMap((node) => rangeOf(node, options.distinctPeersMin)),
  };
}

async function drain(lookup: AsyncGenerator<Hop, LookupResult>): Promise<Located> {
  for (;;) {
    const step = await lookup.next();
    if (step.done) return { owner: step.value.owner, successors: step.value.successors };
  }
}

/** The member hosted here from which a key is the shortest way clockwise: mostly its list names the owner. */
function nearestBefore(nodes: readonly ChordNode[], key: Identifier): ChordNode {
  const joined = nodes.filter((node) => node.snapshot().joined);
  const ids = joined
    .map((node) => ({ node, id: node.snapshot().self.memberId }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const before = ids.findLast(({ id }) => id < key) ?? ids.at(-1);
  return joined.find((node) => node.owns(key)) ?? before?.node ?? (nodes[0] as ChordNode);
}

function rangeOf(node: ChordNode, peers: number): ReturnType<Ring['ranges']>[number][] {
  const { self, predecessor, successors: list, joined } = node.snapshot();
  if (!joined) return [];
  const successors = continued(node, self, list, peers);
  // A ring of one owns the whole circle: (self, self].
  if (!predecessor) return list.length === 0 ? [{ from: self.memberId, to: self.memberId, successors }] : [];
  return [{ from: predecessor.memberId, to: self.memberId, successors }];
}

/** A successor list that names too few distinct peers goes on with the live members heard of. */
function continued(
  node: ChordNode,
  self: Contact,
  list: readonly Contact[],
  peers: number,
): readonly Contact[] {
  const named = new Set([self, ...list].map(({ peerId }) => peerId));
  const last = list.at(-1);
  if (!last || named.size >= peers) return list;
  const further: Contact[] = [];
  for (const contact of node.knownFrom(last.memberId)) {
    if (contact.memberId === last.memberId) continue;
    if (named.size >= peers || !between(last.memberId, contact.memberId, self.memberId)) break;
    named.add(contact.peerId);
    further.push(contact);
  }
  return [...list, ...further];
}
