// Calls to one peer's REST API. Every failure becomes a CliError that says what, why and what to do.

import type { ProblemAnswer } from './api-types.ts';
import { CliError } from './cli-error.ts';
import { EXIT, exitOfCode } from './exit-code.ts';

export type Query = Readonly<Record<string, string | number | undefined>>;

export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: AsyncIterable<Uint8Array>;
  /** Statuses beside 2xx that the caller understands. */
  readonly accept?: readonly number[];
}

export interface ApiClient {
  readonly url: string;
  /** The answer, whatever its body. */
  send(path: string, request?: ApiRequest): Promise<Response>;
  /** The body of the answer, JSON. */
  json<T>(path: string, request?: ApiRequest): Promise<T>;
  /** The same caller at another peer. */
  at(url: string): ApiClient;
}

export interface ApiClientOptions {
  readonly url: string;
  readonly token: string | null;
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal;
}

export function createApiClient(options: ApiClientOptions): ApiClient {
  const { url, token, fetch, signal } = options;

  async function send(path: string, request: ApiRequest = {}): Promise<Response> {
    const { method = 'GET', query, body } = request;
    const headers: Record<string, string> = { ...request.headers };
    if (token !== null) headers.authorization = `Bearer ${token}`;
    const init = { method, headers, signal, ...(body ? { body, duplex: 'half' as const } : {}) };
    let answer: Response;
    try {
      answer = await fetch(`${url}${path}${queryText(query)}`, init as RequestInit);
    } catch (error) {
      throw connectionError(url, error, signal);
    }
    if (answer.ok || request.accept?.includes(answer.status)) return answer;
    throw await problemError(answer);
  }

  return {
    url,
    send,
    async json<T>(path: string, request?: ApiRequest) {
      const answer = await send(path, request);
      try {
        return (await answer.json()) as T;
      } catch (error) {
        throw signal.aborted
          ? signal.reason
          : new CliError(
              EXIT.error,
              `${url}${path} answered no JSON: ${(error as Error).message}`,
              WRONG_PEER,
            );
      }
    },
    at: (other) => createApiClient({ ...options, url: other }),
  };
}

const WRONG_PEER = 'Is this the API of a peer? See --api.';

function queryText(query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  return given.length === 0
    ? ''
    : `?${new URLSearchParams(Object.fromEntries(given.map(([key, value]) => [key, String(value)])))}`;
}

function connectionError(url: string, error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  const cause = (error as { cause?: unknown }).cause;
  if (cause instanceof CliError) return cause;
  const why =
    cause instanceof Error
      ? (cause as NodeJS.ErrnoException).code || cause.message
      : (error as Error).message;
  return new CliError(
    EXIT.unavailable,
    `No peer answers at ${url} (${why}).`,
    'Start a fleet with: npm start. Or name a peer: --api URL.',
  );
}

async function problemError(answer: Response): Promise<CliError> {
  const text = await answer.text().catch(() => '');
  const problem = parseProblem(text);
  if (!problem)
    return new CliError(EXIT.error, `${answer.url || 'The peer'} answered ${answer.status}.`, WRONG_PEER);
  const exit = exitOfCode(problem.code);
  return new CliError(exit, `${problem.title}: ${problem.detail} (${problem.code})`, HINTS[problem.code]);
}

function parseProblem(text: string): ProblemAnswer | null {
  try {
    const { title, code, detail } = JSON.parse(text) as Partial<ProblemAnswer>;
    return title && code ? { title, code, detail: detail ?? '' } : null;
  } catch {
    return null;
  }
}

const HINTS: Readonly<Record<string, string>> = {
  UNAUTHENTICATED: 'Give the write token: --token-file FILE, or ACORDE_TOKEN.',
  FILE_NOT_FOUND: 'Find it by name: acorde file find TEXT.',
  NOT_JOINED: 'Wait a moment, then look: acorde ring status.',
  QUORUM_FAILED: 'See which peers are up: acorde peer ls.',
  PEER_UNREACHABLE: 'See which peers are up: acorde peer ls.',
  LOOKUP_TIMEOUT: 'See whether the ring is whole: acorde ring status.',
};
