// What the peer says of itself: read in one go, so that the state and its place in the event log belong together.
import type { EventLog } from '../events/event-log.ts';
import type { Publisher } from '../events/publisher.ts';
import type { Membership } from '../membership/membership.ts';
import type { RingDoor, StateSource } from '../rpc/ports.ts';
import type { System } from '../system.ts';
import type { Data } from './data.ts';

export function createStateSource(parts: {
  membership: Membership;
  door: RingDoor;
  data: Data;
  events: EventLog;
  publisher: Publisher | null;
  successorsWanted: number;
  system: System;
}): StateSource {
  const { membership, door, data, events, publisher, successorsWanted, system } = parts;
  const startMs = system.monotonicMs();
  return {
    read: () => ({
      peer: membership.self(),
      position: events.position(),
      members: door.snapshots(),
      holdings: {
        ...data.store.store.usage(),
        quotaBytes: data.store.quotaBytes,
        records: data.records.store.count().records,
        entries: data.records.records.published.count(),
      },
      uptimeSeconds: (system.monotonicMs() - startMs) / 1000,
      events: describeEvents(publisher),
      residentBytes: process.memoryUsage.rss(),
      pid: process.pid,
      successorsWanted,
    }),
  };
}

function describeEvents(publisher: Publisher | null): string {
  if (!publisher) return 'direct';
  const { state, reason, waiting } = publisher.status();
  const detail = [reason, waiting > 0 ? `${waiting} waiting` : ''].filter(Boolean).join(', ');
  return `amqp ${state}${detail ? ` (${detail})` : ''}`;
}
