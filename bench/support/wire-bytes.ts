// Counts what goes over all TCP connections between servers of this process and their clients, both ways, as the system
// is given it: TLS records, HTTP/2 frames and handshakes included, files not.
import { Server, type Socket } from 'node:net';

let closedBytes = 0;
const open = new Set<Socket>();
const bytesOf = (socket: Socket) => socket.bytesRead + socket.bytesWritten;

/** Call before the servers begin to listen. */
export function countWireBytes(): void {
  const emit = Server.prototype.emit as (event: string, ...args: unknown[]) => boolean;
  Server.prototype.emit = function (this: Server, event: string, ...args: unknown[]) {
    if (event === 'connection') watch(args[0] as Socket);
    return emit.call(this, event, ...args);
  } as typeof emit;
}

/** Bytes so far. */
export function wireBytes(): number {
  let bytes = closedBytes;
  for (const socket of open) bytes += bytesOf(socket);
  return bytes;
}

function watch(socket: Socket): void {
  open.add(socket);
  socket.once('close', () => {
    open.delete(socket);
    closedBytes += bytesOf(socket);
  });
}
