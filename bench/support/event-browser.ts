// Browsers for the bench `events`: one that counts and checks everything it gets, and cheap ones that only read, or do not.
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

interface Fact {
  readonly peerId: string;
  readonly seq: number;
  readonly type: string;
  readonly data: { readonly size?: number };
}

export interface CheckingBrowser {
  /** File facts that came, each counted once. */
  readonly count: () => number;
  readonly duplicates: () => number;
  readonly disordered: () => number;
  /** Milliseconds from the state change to here, since the last call. */
  takeLatenciesMs(): number[];
  reached(count: number): Promise<void>;
  close(): void;
}

type Message = {
  readonly type: string;
  readonly changes?: readonly { kind: string; event?: Fact }[];
  readonly recent?: readonly Fact[];
};
type SocketInit = { readonly headers: Record<string, string> };

export async function openCheckingBrowser(url: string): Promise<CheckingBrowser> {
  const Socket = WebSocket as unknown as new (address: string, init: SocketInit) => WebSocket;
  const socket = new Socket(`${url.replace('http', 'ws')}/api/ws`, { headers: { origin: url } });
  const lastSeq = new Map<string, number>();
  const seen = new Set<string>();
  let [duplicates, disordered] = [0, 0];
  let latenciesMs: number[] = [];
  let wake = () => {};

  function take({ peerId, seq, type, data }: Fact): void {
    if (type !== 'file.replicated') return;
    const id = `${peerId}/${seq}`;
    if (seen.has(id)) {
      duplicates += 1;
      return;
    }
    seen.add(id);
    if (seq < (lastSeq.get(peerId) ?? 0)) disordered += 1;
    lastSeq.set(peerId, Math.max(seq, lastSeq.get(peerId) ?? 0));
    latenciesMs.push(performance.timeOrigin + performance.now() - (data.size ?? 0) / 1000);
  }

  socket.onmessage = ({ data }) => {
    const message = JSON.parse(String(data)) as Message;
    for (const { kind, event } of message.changes ?? []) if (kind === 'fact' && event) take(event);
    wake();
  };
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error('the WebSocket was refused'));
  });
  socket.send('{"type":"hello"}');
  return {
    count: () => seen.size,
    duplicates: () => duplicates,
    disordered: () => disordered,
    takeLatenciesMs() {
      const taken = latenciesMs;
      latenciesMs = [];
      return taken;
    },
    async reached(count) {
      while (seen.size < count)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    },
    close: () => socket.close(),
  };
}

export interface PlainBrowser {
  readonly bytes: () => number;
  readonly closed: () => boolean;
  /** Reads what was sent to one that was stuck, to the end of the connection if it has one. */
  readsRest(): Promise<void>;
  close(): void;
}

const TEXT = 0x81;
const PONG = 0x8a;
const PONG_INTERVAL_MS = 5_000;
const REST_MS = 3_000;

/** Speaks just enough of the WebSocket protocol to be fed; one that is stuck never reads. */
export async function openPlainBrowser(url: string, { stuck = false } = {}): Promise<PlainBrowser> {
  const { hostname, port, host } = new URL(url);
  let [bytes, closed] = [0, false];
  const socket: Socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  socket.on('close', () => {
    closed = true;
  });
  const key = randomBytes(16).toString('base64');
  const lines = [
    'GET /api/ws HTTP/1.1',
    `Host: ${host}`,
    `Origin: ${url}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
  ];
  socket.write([...lines, `Sec-WebSocket-Key: ${key}`, 'Sec-WebSocket-Version: 13', '', ''].join('\r\n'));
  await new Promise<void>((resolve) => socket.once('data', () => resolve()));
  socket.write(frame('{"type":"hello"}'));
  socket.on('data', (data) => {
    bytes += data.length;
  });
  // The gateway asks every ten seconds whether a browser is there; one that is stuck does not say so.
  const pongs = stuck ? undefined : setInterval(() => socket.write(frame('', PONG)), PONG_INTERVAL_MS);
  socket.once('close', () => clearInterval(pongs));
  if (stuck) socket.pause();
  return {
    bytes: () => bytes,
    closed: () => closed,
    async readsRest() {
      socket.resume();
      // A paused socket cannot tell that it was closed. One that was not goes on being fed.
      await new Promise<void>((resolve) => {
        socket.once('close', () => resolve());
        setTimeout(resolve, REST_MS);
      });
    },
    close: () => socket.destroy(),
  };
}

/** A masked frame of less than 126 bytes. */
function frame(text: string, kind = TEXT): Buffer {
  const body = Buffer.from(text);
  const mask = randomBytes(4);
  const masked = body.map((byte, at) => byte ^ (mask[at % 4] ?? 0));
  return Buffer.concat([Buffer.from([kind, 0x80 | body.length]), mask, masked]);
}
