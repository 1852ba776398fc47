/** Why the API listener does not start. `message` is one line that says what to do. */
export class ListenError extends Error {
  readonly reason: 'address_in_use' | 'address_unavailable' | 'not_permitted' | 'unsafe';

  constructor(reason: ListenError['reason'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ListenError';
    this.reason = reason;
  }
}

/** What the operating system said, in a line; other errors as they are. */
export function listenErrorOf(error: unknown, address: string, port: number): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  const where = `the API address ${address}:${port}`;
  if (code === 'EADDRINUSE') {
    return new ListenError(
      'address_in_use',
      `${where} is in use: stop what uses it, or choose another with --api`,
      {
        cause: error,
      },
    );
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new ListenError(
      'address_unavailable',
      `${where} is no address of this machine: choose another with --api`,
      {
        cause: error,
      },
    );
  }
  if (code === 'EACCES') {
    return new ListenError(
      'not_permitted',
      `${where} may not be used by this user: choose a port from 1024 on`,
      {
        cause: error,
      },
    );
  }
  return error;
}
