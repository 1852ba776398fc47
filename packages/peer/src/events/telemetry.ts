// Events that are worth seeing now and worth nothing later: hops, progress. They are handed to whoever listens at
// that moment and never touch the disk. A listener must not block; it drops what it has no room for.
import { type Event, EventSchema } from '@acorde/protocol/gen/acorde/v1/event_pb.ts';
import { create } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { System } from '../system.ts';
import type { Fact } from './fact.ts';

export interface Telemetry {
  emit(fact: Fact): void;
  /** The result ends it. */
  subscribe(listener: (event: Event) => void): () => void;
}

export function createTelemetry(options: { system: System; peerId: string; incarnation: number }): Telemetry {
  const { system, peerId, incarnation } = options;
  const listeners = new Set<(event: Event) => void>();
  return {
    emit(fact) {
      if (listeners.size === 0) return;
      const time = timestampFromMs(system.nowMs());
      const event = create(EventSchema, { peerId, incarnation: BigInt(incarnation), time, fact });
      for (const listener of [...listeners]) listener(event);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
