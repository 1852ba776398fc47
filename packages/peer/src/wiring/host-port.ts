import { createServer } from 'node:net';
import { hostname } from 'node:os';

/** `[::1]:80` and `host:80`; the shape was checked before. */
export function splitHostPort(text: string): { host: string; port: number } {
  const at = text.lastIndexOf(':');
  return { host: text.slice(0, at).replace(/^\[(.*)\]$/, '$1'), port: Number(text.slice(at + 1)) };
}

export function joinHostPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** What others call a listener that binds to `host`: the machine's name where it binds to every address. */
export function reachableHost(host: string): string {
  return host === '0.0.0.0' || host === '::' ? hostname() : host;
}

/** A port that is free now when `port` is 0. What a peer says of itself is signed before it listens, so the number
 * must be known first; whoever takes the port in between makes the start fail with a clear error. */
export function settlePort(host: string, port: number): Promise<number> {
  if (port !== 0) return Promise.resolve(port);
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, host, () => {
      const { port: free } = probe.address() as { port: number };
      probe.close(() => resolve(free));
    });
  });
}
