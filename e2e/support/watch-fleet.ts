// What a browser sees: the gateway's WebSocket, followed for the life of one peer.
import type { RunningFleet } from './fleet.ts';

export interface PeerWatch {
  /** The states shown so far, each once in a row; `gone` when the peer was taken off the page. */
  readonly states: readonly string[];
  close(): void;
}

interface Message {
  readonly type: string;
  readonly peers?: readonly { peerId: string; state: string }[];
  readonly changes?: readonly {
    kind: string;
    peerId?: string;
    peer?: { peerId: string; state: string };
  }[];
}

/** Resolves once the first snapshot is there. */
export async function watchPeer(fleet: RunningFleet, peerId: string): Promise<PeerWatch> {
  const socket = openAsThePage(fleet.dashboard);
  const states: string[] = [];
  const show = (state: string) => states.at(-1) !== state && states.push(state);
  const greeted = new Promise<void>((resolve, reject) => {
    socket.onerror = () => reject(new Error('the WebSocket was refused'));
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(String(data)) as Message;
      for (const peer of message.peers ?? []) if (peer.peerId === peerId) show(peer.state);
      for (const change of message.changes ?? []) {
        if (change.peer?.peerId === peerId) show(change.peer.state);
        if (change.kind === 'peer_removed' && change.peerId === peerId) show('gone');
      }
      if (message.type === 'snapshot') resolve();
    };
  });
  socket.onopen = () => socket.send(JSON.stringify({ type: 'hello' }));
  await greeted;
  return { states, close: () => socket.close() };
}

/** With the Origin of the page: the gateway admits no other. Only Node's own WebSocket takes headers. */
function openAsThePage(dashboard: string): WebSocket {
  const options: unknown = { headers: { origin: dashboard } };
  return new WebSocket(`${dashboard.replace('http', 'ws')}/api/ws`, options as string[]);
}
