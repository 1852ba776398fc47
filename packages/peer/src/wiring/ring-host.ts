// The ring members that this process hosts (one, for now), as the parts of the peer need to see them.
import {
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

export interface RingHostOptions {
  readonly self: Contact;
  readonly parameters: ChordParameters;
  readonly remote: Remote;
  readonly system: System;
  readonly events: EventSink;
  /** Makes a lookup of people visible; those of the peer itself are not. */
  readonly trace: (
    lookup: AsyncGenerator<Hop, LookupResult>,
    about: { key: Identifier; routing: Routing; lookupId?: string | undefined },
  ) => AsyncGenerator<Hop, LookupResult>;
}

export interface RingHost {
  readonly node: ChordNode;
  readonly ring: Ring;
  readonly door: RingDoor;
  readonly members: MemberHost;
  /** Called after each event of a member. */
  onEvent(listener: (event: ChordEvent) => void): void;
}

export function createRingHost(options: RingHostOptions): RingHost {
  const { self, parameters, remote, system } = options;
  const listeners: ((event: ChordEvent) => void)[] = [options.events.emit.bind(options.events)];
  const node = new ChordNode({
    self,
    parameters,
    remote,
    // The ring measures durations, so a clock that is set must not reach it.
    clock: { nowMs: () => system.monotonicMs(), schedule: system.schedule.bind(system) },
    random: { next: () => system.random() },
    events: {
      emit(event) {
        for (const listener of listeners) listener(event);
      },
    },
  });
  const door: RingDoor = {
    snapshots: () => [node.snapshot()],
    lookup: (key, { routing, signal, lookupId }) =>
      options.trace(node.lookup(key, { routing, cancellation: cancellationOf(signal) }), {
        key,
        routing,
        lookupId,
      }),
  };
  return {
    node,
    door,
    ring: ringOf(node, self),
    members: { member: (memberId) => (memberId === self.memberId || memberId === '' ? node : null) },
    onEvent: (listener) => listeners.push(listener),
  };
}

function ringOf(node: ChordNode, self: Contact): Ring {
  return {
    self: () => self,
    async locate(key, signal) {
      const lookup = node.lookup(key, signal ? { cancellation: cancellationOf(signal) } : {});
      for (;;) {
        const step = await lookup.next();
        if (step.done) return { owner: step.value.owner, successors: step.value.successors };
      }
    },
    ranges() {
      const { predecessor, successors } = node.snapshot();
      if (!node.snapshot().joined) return [];
      // A ring of one owns the whole circle: (self, self].
      if (!predecessor)
        return successors.length === 0 ? [{ from: self.memberId, to: self.memberId, successors }] : [];
      return [{ from: predecessor.memberId, to: self.memberId, successors }];
    },
  };
}
