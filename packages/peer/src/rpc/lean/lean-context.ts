// What a handler may ask about its call. Most handlers ask nothing, so nothing is made before it is asked for: headers,
// signals and timers for each call cost more than a short call itself.
import type { IncomingHttpHeaders } from 'node:http2';
import { AcordeError } from '@acorde/protocol';
import {
  Code,
  ConnectError,
  type ContextValues,
  type HandlerContext,
  type MethodImplSpec,
} from '@connectrpc/connect';
import type { System } from '../../system.ts';

/** One for all calls: an error costs a walk over the stack, and nobody looks at this one. */
const ENDED = new AcordeError('CANCELLED', 'the call has ended');

export class LeanContext implements HandlerContext {
  readonly protocolName = 'grpc';
  readonly requestMethod = 'POST';
  readonly method: HandlerContext['method'];
  readonly values: ContextValues;
  readonly #headers: IncomingHttpHeaders;
  readonly #system: System;
  readonly #endMs: number | null;
  #requestHeader: Headers | null = null;
  #responseHeader: Headers | null = null;
  #responseTrailer: Headers | null = null;
  #aborting: AbortController | null = null;
  #reason: Error | null = null;
  #cancelDeadline: (() => void) | null = null;

  constructor(
    { method }: MethodImplSpec,
    call: { headers: IncomingHttpHeaders; values: ContextValues; timeoutMs: number | undefined },
    system: System,
  ) {
    this.method = method;
    this.values = call.values;
    this.#headers = call.headers;
    this.#system = system;
    this.#endMs = call.timeoutMs === undefined ? null : system.monotonicMs() + call.timeoutMs;
  }

  get service(): HandlerContext['service'] {
    return this.method.parent;
  }

  get url(): string {
    return `https://${this.#headers[':authority'] ?? ''}${this.#headers[':path'] ?? ''}`;
  }

  get requestHeader(): Headers {
    this.#requestHeader ??= toHeaders(this.#headers);
    return this.#requestHeader;
  }

  get responseHeader(): Headers {
    this.#responseHeader ??= new Headers();
    return this.#responseHeader;
  }

  get responseTrailer(): Headers {
    this.#responseTrailer ??= new Headers();
    return this.#responseTrailer;
  }

  readonly timeoutMs = (): number | undefined => {
    return this.#endMs === null ? undefined : this.#endMs - this.#system.monotonicMs();
  };

  /** Aborts when the caller goes away, at the deadline, and when the call has ended. */
  get signal(): AbortSignal {
    if (!this.#aborting) {
      this.#aborting = new AbortController();
      const leftMs = this.timeoutMs();
      if (this.#reason) this.#aborting.abort(this.#reason);
      else if (leftMs !== undefined) {
        const passed = () => this.#abort(new ConnectError('the operation timed out', Code.DeadlineExceeded));
        this.#cancelDeadline = this.#system.schedule(Math.max(0, leftMs), passed);
      }
    }
    return this.#aborting.signal;
  }

  /** The caller went away. */
  leave(): void {
    if (!this.#reason) this.#abort(new AcordeError('CANCELLED', 'the caller went away'));
  }

  /** The call has ended. */
  end(): void {
    this.#abort(ENDED);
  }

  #abort(reason: Error): void {
    this.#cancelDeadline?.();
    if (this.#reason) return;
    this.#reason = reason;
    this.#aborting?.abort(reason);
  }
}

function toHeaders(headers: IncomingHttpHeaders): Headers {
  const result = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith(':') && value !== undefined) result.set(name, textOf(value));
  }
  return result;
}

/** Of a header that may come more than once. */
export function textOf(value: string | string[]): string {
  return Array.isArray(value) ? value.join(', ') : value;
}
