// One request to the gateway. Every failure is an ApiError with a code that the page has words for.
import { fits } from '../time/fits.ts';
import type { Problem } from '../wire-rest.ts';

export class ApiError extends Error {
  /** Our code, or NETWORK when no answer came. */
  readonly code: string;
  /** 0 when no answer came. */
  readonly status: number;

  constructor(code: string, status: number, message: string) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
  }
}

/** `like` is a specimen of what the answer must have. */
export type Call = <T>(path: string, init: RequestInit, like?: object) => Promise<T>;

/** Errors: ApiError; the cause as it is when the request was aborted. */
export function createCall(fetcher: typeof fetch): Call {
  return async <T>(path: string, init: RequestInit, like: object = {}): Promise<T> => {
    const answer = await fetcher(path, init).catch((cause: unknown) => {
      if (init.signal?.aborted) throw cause;
      throw new ApiError('NETWORK', 0, String(cause));
    });
    if (!answer.ok) throw await problemOf(answer);
    const body: unknown = await answer.json().catch((cause: unknown) => {
      if (init.signal?.aborted) throw cause;
      return null;
    });
    if (!fits(body, like))
      throw new ApiError('BAD_ANSWER', answer.status, 'the answer is not one of a gateway');
    return body as T;
  };
}

async function problemOf(answer: Response): Promise<ApiError> {
  const body = (await answer.json().catch(() => null)) as Partial<Problem> | null;
  const message = body?.detail || body?.title || `HTTP ${answer.status}`;
  return new ApiError(body?.code ?? `HTTP_${answer.status}`, answer.status, message);
}
