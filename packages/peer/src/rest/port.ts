import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** A server that more than one protocol is spoken to. */
export interface Port {
  /** To be listened on. */
  readonly server: Server;
  /** Lets the calls that run end, and closes the rest. `server.close()` does that for HTTP/1.1 alone. */
  endSessions(): void;
  /** Cuts every connection that is left. */
  destroyConnections(): void;
}

/** The open connections of a server; bounded by its `maxConnections`. */
export function trackSockets(server: {
  on(event: 'connection', listener: (socket: Socket) => void): unknown;
}): Set<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}
