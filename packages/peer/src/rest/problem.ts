// Errors as people and programs see them: RFC 9457 problem details. The code is the one of the error table; the detail
// says what is wrong and, where there is one, what to do. An unexpected failure tells nothing and is logged.
import { ChordError } from '@acorde/chord';
import { AcordeError, ERROR_TABLE, type ErrorCode } from '@acorde/protocol';

/** Seconds after which a caller may try again what may succeed later. */
const RETRY_AFTER_SECONDS = 1;

/** The body of every error answer, `application/problem+json`. */
export interface ProblemBody {
  /** `urn:acorde:error:` and the code. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail: string;
  /** The path asked for. */
  readonly instance?: string;
}

export interface Problem {
  readonly body: ProblemBody;
  readonly headers: Readonly<Record<string, string>>;
  /** True for what nobody expected: to be logged. */
  readonly unexpected: boolean;
}

interface ProblemExtras {
  /** Another status than the table's, where HTTP has a better one. */
  readonly status?: number;
  readonly title?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The problem of a code. */
export function problem(code: ErrorCode, detail: string, extras: ProblemExtras = {}): Problem {
  const kind = ERROR_TABLE[code];
  const headers: Record<string, string> = { ...extras.headers };
  if (kind.retry) headers['retry-after'] = String(RETRY_AFTER_SECONDS);
  if (code === 'UNAUTHENTICATED') headers['www-authenticate'] = 'Bearer realm="acorde"';
  return {
    body: {
      type: `urn:acorde:error:${code}`,
      title: extras.title ?? kind.title,
      status: extras.status ?? kind.http,
      code,
      detail,
    },
    headers,
    unexpected: code === 'INTERNAL',
  };
}

/** An error that already knows how HTTP should tell it. */
export class ProblemError extends AcordeError {
  readonly extras: ProblemExtras;

  constructor(code: ErrorCode, message: string, extras: ProblemExtras) {
    super(code, message);
    this.extras = extras;
  }
}

/** Any thrown value as a problem. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return problem(error.code, error.message, error.extras);
  if (error instanceof AcordeError && error.code !== 'INTERNAL') return problem(error.code, error.message);
  if (error instanceof ChordError) return problem(error.code, error.message);
  return frameworkProblem(error) ?? problem('INTERNAL', 'The peer failed; its log says why.');
}

/** Fastify's own refusals: validation, body parsing, media types, bad paths. */
function frameworkProblem(error: unknown): Problem | null {
  if (!(error instanceof Error)) return null;
  const { statusCode, validation, validationContext } = error as FastifyFailure;
  if (validation) return problem('INVALID_ARGUMENT', validationDetail(validation, validationContext));
  if (statusCode === 413) return problem('FILE_TOO_LARGE', error.message);
  if (statusCode === 415) return problem('INVALID_ARGUMENT', error.message, UNSUPPORTED_MEDIA_TYPE);
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return problem('INVALID_ARGUMENT', error.message);
  }
  return null;
}

export const UNSUPPORTED_MEDIA_TYPE = { status: 415, title: 'The media type is not supported' } as const;

interface FastifyFailure {
  readonly statusCode?: number;
  readonly validation?: readonly { readonly instancePath: string; readonly message?: string }[];
  readonly validationContext?: string;
}

/** `query/page_size: Too big: ...`, one part for each thing that is wrong. */
function validationDetail(
  issues: NonNullable<FastifyFailure['validation']>,
  context: string | undefined,
): string {
  const where = context === 'querystring' ? 'query' : (context ?? 'request');
  return issues.map((issue) => `${where}${issue.instancePath}: ${issue.message ?? 'not valid'}`).join('; ');
}
