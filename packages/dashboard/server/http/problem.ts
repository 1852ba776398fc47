// Every error of the REST side as problem+json (RFC 9457), with the code of the one table.
import { AcordeError, type ErrorCode, isErrorCode } from '@acorde/protocol';
import { ErrorInfoSchema } from '@acorde/protocol/gen/acorde/v1/error_pb.ts';
import { Code, ConnectError } from '@connectrpc/connect';
import type { FastifyReply } from 'fastify';
import type { Problem } from '../../src/wire-rest.ts';

const RETRY_AFTER_SECONDS = 1;

/** Without an ErrorInfo there is only the status. */
const CODES: Partial<Record<Code, ErrorCode>> = {
  [Code.Canceled]: 'CANCELLED',
  [Code.InvalidArgument]: 'INVALID_ARGUMENT',
  [Code.DeadlineExceeded]: 'PEER_UNREACHABLE',
  [Code.NotFound]: 'NOT_FOUND',
  [Code.PermissionDenied]: 'FORBIDDEN',
  [Code.ResourceExhausted]: 'OVERLOADED',
  [Code.Aborted]: 'BUSY',
  [Code.OutOfRange]: 'RANGE_NOT_SATISFIABLE',
  [Code.Unavailable]: 'PEER_UNREACHABLE',
  [Code.DataLoss]: 'CONTENT_CORRUPT',
  [Code.Unauthenticated]: 'UNAUTHENTICATED',
};

/** What a failed call to a peer amounts to. */
export function fromPeer(thrown: unknown): AcordeError {
  if (thrown instanceof AcordeError) return thrown;
  const error = ConnectError.from(thrown);
  const code = error.findDetails(ErrorInfoSchema)[0]?.code ?? '';
  if (isErrorCode(code)) return new AcordeError(code, error.rawMessage, { cause: thrown });
  if (error.isWireError) {
    return new AcordeError(CODES[error.code] ?? 'INTERNAL', error.rawMessage, { cause: thrown });
  }
  const mapped = error.code === Code.Canceled ? 'CANCELLED' : 'PEER_UNREACHABLE';
  return new AcordeError(mapped, `the peer does not answer: ${error.rawMessage}`, { cause: thrown });
}

/** Any error as one of the table: what is not expected is INTERNAL. */
export function expected(thrown: unknown): AcordeError {
  if (thrown instanceof AcordeError) return thrown;
  if (thrown instanceof ConnectError) return fromPeer(thrown);
  const { statusCode, message } = thrown as { statusCode?: number; message?: string };
  if (statusCode === 404) return new AcordeError('NOT_FOUND', 'there is nothing here');
  if (statusCode === 413) return new AcordeError('FILE_TOO_LARGE', 'the body is too large');
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new AcordeError('INVALID_ARGUMENT', message ?? 'the request is not valid');
  }
  return new AcordeError('INTERNAL', 'internal error', { cause: thrown });
}

export function problemOf(error: AcordeError): Problem {
  const { http, title } = error.kind;
  return { type: 'about:blank', title, status: http, detail: error.message, code: error.code };
}

export function sendProblem(reply: FastifyReply, error: AcordeError): FastifyReply {
  if (error.kind.retry) reply.header('retry-after', RETRY_AFTER_SECONDS);
  return reply
    .code(error.kind.http)
    .type('application/problem+json')
    .send(JSON.stringify(problemOf(error)));
}
