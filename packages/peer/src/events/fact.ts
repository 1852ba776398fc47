// What a fact is before the log has numbered it. Telemetry has the same shape and never gets a number.
import type { Event, EventSchema } from '@acorde/protocol/gen/acorde/v1/event_pb.ts';
import type { MessageInitShape } from '@bufbuild/protobuf';

export type FactCase = Exclude<Event['fact']['case'], undefined>;

/** One alternative of the oneof `fact` of an Event. */
export type Fact = Extract<NonNullable<MessageInitShape<typeof EventSchema>['fact']>, { case: FactCase }>;

/** A place in the log: the last event that a reader has. */
export interface EventPosition {
  readonly incarnation: number;
  /** From 1; 0 before the first event of the incarnation. */
  readonly seq: number;
}

export function samePosition(a: EventPosition, b: EventPosition): boolean {
  return a.incarnation === b.incarnation && a.seq === b.seq;
}
