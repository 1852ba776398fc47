// Finds ports that nobody listens on. Another process may still take one in between; the peer then says so itself.
import { createServer } from 'node:net';

const PORT_MAX = 65_535;

export function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Hands out free ports from `first` upward, each once; `preferred` ones first where they are still free. */
export class PortAllocator {
  readonly #taken: Set<number>;

  constructor(taken: Iterable<number>) {
    this.#taken = new Set(taken);
  }

  async take(first: number, preferred?: number): Promise<number> {
    if (preferred !== undefined && (await this.#claim(preferred))) return preferred;
    for (let port = first; port <= PORT_MAX; port++) if (await this.#claim(port)) return port;
    throw new Error(`no free port from ${first} on`);
  }

  async #claim(port: number): Promise<boolean> {
    if (this.#taken.has(port) || !(await isPortFree(port))) return false;
    this.#taken.add(port);
    return true;
  }
}
