// The one place where errors cross the wire. Outward: every expected failure carries an ErrorInfo with its Acorde
// code; anything else becomes INTERNAL, without detail, and is logged. Inward: an answer with a status proves that
// the peer is alive; only what our own transport reports counts against it.
import { ChordError, RemoteError } from '@acorde/chord';
import { AcordeError, type ErrorCode, isErrorCode } from '@acorde/protocol';
import { ErrorInfoSchema } from '@acorde/protocol/gen/acorde/v1/error_pb.ts';
import { Code, ConnectError } from '@connectrpc/connect';
import type { Logger } from 'pino';

/** The reason of an INVALID_ARGUMENT when the addressed member is not hosted, or not part of a ring. */
export const NOT_MEMBER = 'NOT_MEMBER';

/** How long a caller should wait before it tries again, where the code says that this helps. */
const RETRY_AFTER_MS: Partial<Record<ErrorCode, number>> = {
  BUSY: 100,
  NOT_OWNER: 100,
  OVERLOADED: 1000,
  NOT_JOINED: 1000,
  PEER_UNREACHABLE: 1000,
  QUORUM_FAILED: 1000,
  LOOKUP_TIMEOUT: 1000,
};

/** What a failed call to another peer amounts to. */
export interface RemoteFailure {
  readonly error: AcordeError;
  /** `transport`: no connection, a broken one, or no answer in time; `answered`: the peer is alive. */
  readonly source: 'transport' | 'answered' | 'cancelled';
  /** As in ErrorInfo. */
  readonly reason: string;
}

/** An error of a handler as it goes out. Unexpected ones are logged and lose their detail. */
export function toConnectError(error: unknown, log: Logger): ConnectError {
  if (error instanceof RemoteError && error.kind === 'not_member') {
    return withInfo(new AcordeError('INVALID_ARGUMENT', error.message), NOT_MEMBER);
  }
  const expected = toAcordeError(error);
  if (expected) return withInfo(expected, '');
  if (isBadMessage(error)) return withInfo(new AcordeError('INVALID_ARGUMENT', error.rawMessage), '');
  // The framework's own: a bad request, an oversize message, a passed deadline, a caller who went away.
  if (error instanceof ConnectError && error.code !== Code.Internal && error.code !== Code.Unknown)
    return error;
  log.error({ err: error }, 'unexpected error in a handler');
  return withInfo(new AcordeError('INTERNAL', 'internal error'), '');
}

/** The framework calls bytes that are no message its own fault; they are the caller's, as only requests are read here. */
function isBadMessage(error: unknown): error is ConnectError {
  return (
    error instanceof ConnectError &&
    error.code === Code.Internal &&
    error.rawMessage.startsWith('parse binary')
  );
}

/** Expected failures as AcordeError; null for any other. */
export function toAcordeError(error: unknown): AcordeError | null {
  if (error instanceof AcordeError) return error;
  if (error instanceof ChordError) return new AcordeError(error.code, error.message, { cause: error });
  if (error instanceof RemoteError) {
    return new AcordeError(REMOTE_CODES[error.kind], error.message, { cause: error });
  }
  return null;
}

const REMOTE_CODES: Record<RemoteError['kind'], ErrorCode> = {
  busy: 'BUSY',
  unreachable: 'PEER_UNREACHABLE',
  not_member: 'INVALID_ARGUMENT',
  answered: 'INTERNAL',
};

/** Reads what a call to `peer` (for the message) failed with. `signal` is the caller's own. */
export function fromConnectError(thrown: unknown, peer: string, signal?: AbortSignal): RemoteFailure {
  if (thrown instanceof AcordeError) {
    // It answered, and what it said did not pass our checks.
    const nonsense = new AcordeError('INTERNAL', `${peer} answers nonsense: ${thrown.message}`, {
      cause: thrown,
    });
    return { error: nonsense, source: 'answered', reason: '' };
  }
  const error = ConnectError.from(thrown);
  const info = error.findDetails(ErrorInfoSchema)[0];
  if (info && isErrorCode(info.code)) {
    const expected = new AcordeError(info.code, error.rawMessage, { cause: error });
    return { error: expected, source: 'answered', reason: info.reason };
  }
  if (signal?.aborted) {
    const cancelled = new AcordeError('CANCELLED', 'the call was given up', { cause: error });
    return { error: cancelled, source: 'cancelled', reason: '' };
  }
  if (error.isWireError || isBadAnswer(error)) {
    const answered = new AcordeError(CODES[error.code], `${peer} answered: ${error.rawMessage}`, {
      cause: error,
    });
    return { error: answered, source: 'answered', reason: '' };
  }
  const unreachable = new AcordeError('PEER_UNREACHABLE', `${peer} does not answer: ${causeOf(error)}`, {
    cause: error,
  });
  return { error: unreachable, source: 'transport', reason: '' };
}

/** Without an ErrorInfo there is only the status: another implementation, or the framework's own refusal. */
const CODES: Record<Code, ErrorCode> = {
  [Code.Canceled]: 'CANCELLED',
  [Code.Unknown]: 'INTERNAL',
  [Code.InvalidArgument]: 'INVALID_ARGUMENT',
  [Code.DeadlineExceeded]: 'LOOKUP_TIMEOUT',
  [Code.NotFound]: 'NOT_FOUND',
  [Code.AlreadyExists]: 'INTERNAL',
  [Code.PermissionDenied]: 'FORBIDDEN',
  [Code.ResourceExhausted]: 'OVERLOADED',
  [Code.FailedPrecondition]: 'NOT_OWNER',
  [Code.Aborted]: 'BUSY',
  [Code.OutOfRange]: 'RANGE_NOT_SATISFIABLE',
  [Code.Unimplemented]: 'INVALID_ARGUMENT',
  [Code.Internal]: 'INTERNAL',
  [Code.Unavailable]: 'PEER_UNREACHABLE',
  [Code.DataLoss]: 'CONTENT_CORRUPT',
  [Code.Unauthenticated]: 'UNAUTHENTICATED',
};

/** The framework read an answer and found it against the protocol: the peer lives, and talks nonsense. */
function isBadAnswer(error: ConnectError): boolean {
  if (/^HTTP \d/.test(error.rawMessage)) return true;
  if (error.code === Code.Internal || error.code === Code.InvalidArgument) {
    return /^(parse|protocol error|unsupported|missing|invalid)/.test(error.rawMessage);
  }
  return error.code === Code.ResourceExhausted && error.rawMessage.startsWith('message size');
}

function causeOf(error: ConnectError): string {
  if (error.code === Code.DeadlineExceeded) return 'no answer in time';
  return error.cause instanceof Error ? error.cause.message : error.rawMessage;
}

function withInfo(error: AcordeError, reason: string): ConnectError {
  const retryAfterMs = RETRY_AFTER_MS[error.code] ?? 0;
  const detail = { desc: ErrorInfoSchema, value: { code: error.code, retryAfterMs, reason } };
  return new ConnectError(error.message, error.kind.connect, undefined, [detail], error);
}
