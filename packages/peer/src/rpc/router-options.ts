// What every listener's router has in common: limits, no compression, errors translated in one place.
import {
  Code,
  ConnectError,
  type ConnectRouterOptions,
  type HandlerContext,
  type Interceptor,
} from '@connectrpc/connect';
import type { Logger } from 'pino';
import { toConnectError } from './errors.ts';

/** Messages carry at most 1 MiB of data; the rest is room for what stands around it. */
export const MESSAGE_BYTES_MAX = 4 * 1024 * 1024;
export const TIMEOUT_MAX_MS = 24 * 3_600_000;

/** `gate` runs before the body of a request is read; it throws AcordeError to refuse the call. */
export function routerOptions(log: Logger, gate?: (context: HandlerContext) => void): ConnectRouterOptions {
  return {
    acceptCompression: [],
    readMaxBytes: MESSAGE_BYTES_MAX,
    writeMaxBytes: MESSAGE_BYTES_MAX,
    maxTimeoutMs: TIMEOUT_MAX_MS,
    interceptors: [translateErrors(log)],
    requestGate(context) {
      blameCallerForBadMessages(context);
      try {
        gate?.(context);
      } catch (error) {
        throw toConnectError(error, log);
      }
    },
  };
}

function translateErrors(log: Logger): Interceptor {
  return (next) => async (request) => {
    try {
      const response = await next(request);
      return response.stream ? { ...response, message: translateStream(response.message, log) } : response;
    } catch (error) {
      throw toConnectError(error, log);
    }
  };
}

async function* translateStream<T>(messages: AsyncIterable<T>, log: Logger): AsyncGenerator<T> {
  try {
    yield* messages;
  } catch (error) {
    throw toConnectError(error, log);
  }
}

/** The framework reports bytes that are no message as its own fault, before any interceptor sees them. The call's
 * signal carries that very error just before its code is written out, so the code is put right there. */
function blameCallerForBadMessages({ signal }: HandlerContext): void {
  signal.addEventListener('abort', () => {
    const reason: unknown = signal.reason;
    if (reason instanceof ConnectError && reason.rawMessage.startsWith('parse binary')) {
      (reason as { code: Code }).code = Code.InvalidArgument;
    }
  });
}
