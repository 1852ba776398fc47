// Keeps the page in step with the gateway: connects, says what it has seen, notices holes and silence, connects again.
// The gateway ticks every second, so a silence of SILENCE_MS means that what is shown may be old (the page says so),
// and one of GIVE_UP_MS that the connection is dead without having closed.
import type { BrowserClock } from '../clock.ts';
import type { Cursor, ServerMessage } from '../wire.ts';

export const SILENCE_MS = 1_800;
export const GIVE_UP_MS = 5_000;
const RETRY_FIRST_MS = 250;
const RETRY_MAX_MS = 4_000;

/** A connection being opened; its handlers are called in the order open, messages, close, and not after `close()`. */
export interface Connection {
  send(text: string): void;
  close(): void;
}

export interface ConnectionHandlers {
  readonly onOpen: () => void;
  readonly onMessage: (data: unknown) => void;
  readonly onClose: () => void;
}

export interface FleetSocketPorts {
  readonly open: (handlers: ConnectionHandlers) => Connection;
  readonly clock: BrowserClock;
  readonly onMessage: (message: ServerMessage) => void;
  readonly onStatus: (status: 'live' | 'lost') => void;
}

export class FleetSocket {
  readonly #ports: FleetSocketPorts;
  #socket: Connection | null = null;
  #cursor: Cursor | null = null;
  #heardAtMs = 0;
  #failures = 0;
  /** Whether this connection has begun: its snapshot or `resumed` came. */
  #begun = false;
  #cancelRetry: (() => void) | null = null;
  #stopWatch: (() => void) | null = null;

  constructor(ports: FleetSocketPorts) {
    this.#ports = ports;
  }

  start(): void {
    this.#stopWatch = this.#ports.clock.every(300, () => this.#watch());
    this.#connect();
  }

  stop(): void {
    this.#stopWatch?.();
    this.#cancelRetry?.();
    this.#drop();
  }

  #connect(): void {
    this.#cancelRetry = null;
    this.#heardAtMs = this.#ports.clock.nowMs();
    this.#begun = false;
    this.#socket = this.#ports.open({
      onOpen: () => this.#greet(),
      onMessage: (data) => this.#receive(data),
      onClose: () => this.#reconnect(),
    });
  }

  #greet(): void {
    const hello = this.#cursor === null ? { type: 'hello' } : { type: 'hello', cursor: this.#cursor };
    this.#socket?.send(JSON.stringify(hello));
  }

  #receive(data: unknown): void {
    const message = parse(data);
    if (message === null || !this.#follows(message)) {
      this.#reconnect();
      return;
    }
    this.#heardAtMs = this.#ports.clock.nowMs();
    this.#failures = 0;
    this.#advance(message);
    this.#ports.onMessage(message);
  }

  /** Whether the message continues what was seen: deltas rise by one, ticks and `resumed` name nothing unseen. */
  #follows(message: ServerMessage): boolean {
    const seq = this.#cursor?.seq ?? null;
    if (message.type === 'delta') return seq !== null && message.seq === seq + 1;
    if (message.type === 'tick') return !this.#begun || message.seq === seq;
    if (message.type === 'resumed') return message.epoch === this.#cursor?.epoch;
    return true;
  }

  #advance(message: ServerMessage): void {
    if (message.type === 'snapshot' || message.type === 'resumed') this.#begun = true;
    if (message.type === 'snapshot') this.#cursor = { epoch: message.epoch, seq: message.seq };
    else if ((message.type === 'delta' || message.type === 'resumed') && this.#cursor !== null)
      this.#cursor = { ...this.#cursor, seq: message.seq };
  }

  #watch(): void {
    if (this.#socket === null) return;
    const silentMs = this.#ports.clock.nowMs() - this.#heardAtMs;
    if (silentMs >= SILENCE_MS) this.#ports.onStatus('lost');
    if (silentMs >= GIVE_UP_MS) this.#reconnect();
  }

  #reconnect(): void {
    if (this.#cancelRetry !== null) return;
    this.#drop();
    this.#ports.onStatus('lost');
    const delayMs =
      Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** this.#failures) * (0.75 + this.#ports.clock.random() / 2);
    this.#failures = Math.min(this.#failures + 1, 10);
    this.#cancelRetry = this.#ports.clock.after(delayMs, () => this.#connect());
  }

  #drop(): void {
    this.#socket?.close();
    this.#socket = null;
  }
}

const TYPES: ReadonlySet<unknown> = new Set(['snapshot', 'resumed', 'delta', 'telemetry', 'tick']);

function parse(data: unknown): ServerMessage | null {
  if (typeof data !== 'string') return null;
  try {
    const message = JSON.parse(data) as ServerMessage | null;
    return message !== null && TYPES.has(message.type) ? message : null;
  } catch {
    return null;
  }
}
