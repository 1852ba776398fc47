// The one table of expected failures. The domain throws AcordeError with a code from here; only the edges
// (RPC, REST, command line) translate it. An answer that carries such a code proves that the peer is alive.
import { Code } from '@connectrpc/connect';

interface ErrorKind {
  readonly connect: Code;
  readonly http: number;
  readonly title: string;
  /** Whether the same call may succeed later without any change by the caller. */
  readonly retry: boolean;
}

export const ERROR_TABLE = {
  INVALID_ARGUMENT: {
    connect: Code.InvalidArgument,
    http: 400,
    title: 'The request is not valid',
    retry: false,
  },
  UNAUTHENTICATED: {
    connect: Code.Unauthenticated,
    http: 401,
    title: 'Credentials are missing or wrong',
    retry: false,
  },
  FORBIDDEN: { connect: Code.PermissionDenied, http: 403, title: 'The caller may not do this', retry: false },
  NOT_FOUND: { connect: Code.NotFound, http: 404, title: 'There is nothing here', retry: false },
  FILE_NOT_FOUND: { connect: Code.NotFound, http: 404, title: 'No such file', retry: false },
  RANGE_NOT_SATISFIABLE: {
    connect: Code.OutOfRange,
    http: 416,
    title: 'The range lies outside the file',
    retry: false,
  },
  FILE_TOO_LARGE: {
    connect: Code.ResourceExhausted,
    http: 413,
    title: 'The body is too large',
    retry: false,
  },
  NOT_OWNER: {
    connect: Code.FailedPrecondition,
    http: 409,
    title: 'Another member owns the key',
    retry: true,
  },
  BUSY: { connect: Code.Aborted, http: 409, title: 'The peer is between two states', retry: true },
  CONTENT_CORRUPT: {
    connect: Code.DataLoss,
    http: 502,
    title: 'The bytes do not match their digest',
    retry: false,
  },
  OVERLOADED: { connect: Code.ResourceExhausted, http: 429, title: 'The peer is overloaded', retry: true },
  NOT_JOINED: {
    connect: Code.Unavailable,
    http: 503,
    title: 'The peer is not part of a ring yet',
    retry: true,
  },
  PEER_UNREACHABLE: { connect: Code.Unavailable, http: 503, title: 'A peer does not answer', retry: true },
  QUORUM_FAILED: { connect: Code.Unavailable, http: 503, title: 'Too few peers took part', retry: true },
  DISK_FULL: { connect: Code.ResourceExhausted, http: 507, title: 'The disk is full', retry: false },
  LOOKUP_TIMEOUT: {
    connect: Code.DeadlineExceeded,
    http: 504,
    title: 'The lookup took too long',
    retry: true,
  },
  CANCELLED: { connect: Code.Canceled, http: 499, title: 'The caller went away', retry: false },
  INTERNAL: { connect: Code.Internal, http: 500, title: 'Internal error', retry: false },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERROR_TABLE;

/** An expected failure. `message` says what is wrong and, where there is one, what to do. */
export class AcordeError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'AcordeError';
    this.code = code;
  }

  get kind(): ErrorKind {
    return ERROR_TABLE[this.code];
  }
}

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERROR_TABLE, text);
}
