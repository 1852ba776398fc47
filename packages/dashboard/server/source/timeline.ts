// What the gateway needs of a record of all facts that reaches further back than its own memory.

export interface Timeline {
  /** Calls `take` with one message after another until it returns false or there are no more. Rejects with a reason. */
  read(start: TimelineStart, take: (body: Uint8Array) => boolean): Promise<TimelinePage>;
}

/** A time may be answered with a few older messages first. */
export type TimelineStart = { readonly offset: number } | { readonly timeMs: number };

export interface TimelinePage {
  /** The offset to go on from. */
  readonly next: number;
  /** False when the end was reached. */
  readonly more: boolean;
}
