import type { Connection, ConnectionHandlers } from './fleet-socket.ts';

export function openBrowserSocket(url: string, handlers: ConnectionHandlers): Connection {
  const socket = new WebSocket(url);
  socket.onopen = handlers.onOpen;
  socket.onmessage = (event) => handlers.onMessage(event.data);
  socket.onclose = handlers.onClose;
  return {
    send: (text) => socket.send(text),
    close() {
      socket.onopen = null;
      socket.onmessage = null;
      socket.onclose = null;
      socket.close();
    },
  };
}
