/**
 * `unreachable`: our own transport failed, or the deadline passed: the only kind that counts against a peer's life.
 * `busy`: alive, in an interim state. `not_member`: the process is alive, the member is not (or not yet) part of a
 * ring. `answered`: any other answer; it proves life.
 */
export type RemoteErrorKind = 'unreachable' | 'busy' | 'not_member' | 'answered';

/** How a call to another member failed. */
export class RemoteError extends Error {
  readonly kind: RemoteErrorKind;

  constructor(kind: RemoteErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RemoteError';
    this.kind = kind;
  }
}
