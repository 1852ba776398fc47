// A TCP proxy on 127.0.0.1 that passes on a given number of bytes of the server's answers and then fails: it cuts the
// connection, as a server that dies, or falls silent, as a machine that hangs.
import { connect, createServer, type Socket } from 'node:net';

export interface FailingProxy {
  readonly port: number;
  /** Bytes of answers that went through so far, over all connections. */
  passedBytes(): number;
  stop(): Promise<void>;
}

export interface Failure {
  /** Bytes of the server's answers that still go through; counted for each connection. */
  readonly afterBytes: number;
  readonly how: 'cut' | 'silent';
}

export async function startFailingProxy(targetPort: number, failure: Failure): Promise<FailingProxy> {
  const sockets = new Set<Socket>();
  let passed = 0;
  const server = createServer((client) => {
    const upstream = connect(targetPort, '127.0.0.1');
    let left = failure.afterBytes;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    client.pipe(upstream);
    upstream.on('data', (data) => {
      const part = data.subarray(0, left);
      left -= part.length;
      passed += part.length;
      if (part.length) client.write(part);
      if (left > 0 || failure.how === 'silent') return;
      client.destroy();
      upstream.destroy();
    });
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    passedBytes: () => passed,
    stop() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
