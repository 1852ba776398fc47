// What is no HTTP at all never reaches a route; the connection gets one plain answer and is closed.
import type { Socket } from 'node:net';

interface ParserFailure extends Error {
  readonly code?: string;
}

const ANSWERS: Readonly<Record<string, readonly [line: string, detail: string]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The headers are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request did not arrive in time.'],
};
const DEFAULT_ANSWER = ['400 Bad Request', 'This is no valid HTTP request.'] as const;

/** Answers a request that could not be parsed, with a problem, and closes the connection. */
export function answerBrokenRequest(error: ParserFailure, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [line, detail] = ANSWERS[error.code ?? ''] ?? DEFAULT_ANSWER;
  const body = JSON.stringify({
    type: 'urn:acorde:error:INVALID_ARGUMENT',
    title: line.slice(4),
    status: Number(line.slice(0, 3)),
    code: 'INVALID_ARGUMENT',
    detail,
  });
  socket.end(
    `HTTP/1.1 ${line}\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
      `connection: close\r\n\r\n${body}`,
    // Ended is not closed: a caller that goes on sending would keep it.
    () => socket.destroy(),
  );
}
