/**
 * `LOOKUP_TIMEOUT`: no confirmed owner before the deadline. `NOT_JOINED`: this member is not part of a ring.
 * `PEER_UNREACHABLE`: the one member that the operation depends on did not answer. `CANCELLED`: by the caller, or by
 * `stop()`.
 */
export type ChordErrorCode = 'LOOKUP_TIMEOUT' | 'NOT_JOINED' | 'PEER_UNREACHABLE' | 'CANCELLED';

/** How an operation of the ring failed. */
export class ChordError extends Error {
  readonly code: ChordErrorCode;

  constructor(code: ChordErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ChordError';
    this.code = code;
  }
}
