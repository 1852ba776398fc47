import type { Routing } from './lookup-step.ts';
import type { Cancellation } from './ports/cancellation.ts';

/** Bounds of one lookup. */
export interface LookupOptions {
  /** `auto` unless given. */
  readonly routing?: Routing | undefined;
  /** Milliseconds in all; `lookupTimeoutMs` unless given. */
  readonly timeoutMs?: number | undefined;
  readonly cancellation?: Cancellation | undefined;
}
