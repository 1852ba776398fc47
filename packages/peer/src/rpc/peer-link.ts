// One HTTP/2 session with its calls: opened at once, kept honest by pings while calls are open, and gone for good
// when it ends. PeerConnection replaces it.
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  type OutgoingHttpHeaders,
} from 'node:http2';
import type { ConnectionOptions } from 'node:tls';
import type { System } from '../system.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const IDLE_MS = 60_000;
/** While a call is open the other side must show life within the two together, or all its calls fail. */
const PING_INTERVAL_MS = 2_000;
const PING_TIMEOUT_MS = 8_000;

export interface PeerLinkOptions {
  /** https://HOST:PORT */
  readonly authority: string;
  readonly tls: ConnectionOptions;
  readonly windowBytes: number;
  readonly system: System;
  /** Called once, when an established session has ended; `byUs` when it was closed here. */
  readonly onClosed: (link: PeerLink, byUs: boolean) => void;
}

export class PeerLink {
  /** Rejects when no connection comes about. */
  readonly ready: Promise<void>;
  readonly #options: PeerLinkOptions;
  readonly #session: ClientHttp2Session;
  #openCalls = 0;
  #established = false;
  #closedByUs = false;
  #lastReadMs = 0;

  constructor(options: PeerLinkOptions) {
    this.#options = options;
    this.#session = connect(options.authority, {
      ...options.tls,
      settings: { initialWindowSize: options.windowBytes, enablePush: false },
    });
    this.ready = this.#establish();
    // Whoever asks for the link waits for this promise; when nobody does any more, its failure is no accident.
    this.ready.catch(() => undefined);
  }

  /** Established, and not on its way out. */
  get isOpen(): boolean {
    return this.#established && this.isUsable;
  }

  /** Established, or about to be. */
  get isUsable(): boolean {
    return !this.#session.closed && !this.#session.destroyed;
  }

  get openCalls(): number {
    return this.#openCalls;
  }

  /** When the other side last showed life, on the monotonic clock. */
  get lastReadMs(): number {
    return this.#lastReadMs;
  }

  /** Only after `ready`. Throws when the session has ended meanwhile. */
  request(headers: OutgoingHttpHeaders, options: object): ClientHttp2Stream {
    const stream = this.#session.request(headers, options);
    this.#openCalls += 1;
    if (this.#openCalls === 1) {
      this.#session.ref();
      this.#keepAlive();
    }
    stream.once('close', () => {
      this.#openCalls -= 1;
      if (this.#openCalls === 0 && !this.#session.destroyed) this.#session.unref();
    });
    return stream;
  }

  noteRead(): void {
    this.#lastReadMs = this.#options.system.monotonicMs();
  }

  /** Takes no new calls and lets the open ones end. */
  close(): void {
    this.#closedByUs = true;
    if (!this.#established) this.#session.destroy();
    else if (!this.#session.destroyed) this.#session.close();
  }

  /** Ends everything at once. */
  destroy(): void {
    this.#closedByUs = true;
    this.#session.destroy();
  }

  #establish(): Promise<void> {
    const session = this.#session;
    const { system, windowBytes } = this.#options;
    return new Promise((resolve, reject) => {
      const cancel = system.schedule(CONNECT_TIMEOUT_MS, () => {
        session.destroy(new Error('connecting took too long'));
      });
      session.once('connect', () => {
        cancel();
        // The event comes a turn late: whoever gave up meanwhile has destroyed the session.
        if (session.destroyed) return;
        this.#established = true;
        session.setLocalWindowSize(windowBytes);
        session.setTimeout(IDLE_MS, () => this.#closeIfIdle());
        session.unref();
        this.noteRead();
        resolve();
      });
      session.on('error', reject);
      session.once('close', () => {
        cancel();
        reject(new Error('the connection was closed'));
        if (this.#established) this.#options.onClosed(this, this.#closedByUs);
      });
    });
  }

  #closeIfIdle(): void {
    if (this.#openCalls === 0) this.close();
  }

  /** A peer that hangs, or a network that swallows packets, closes nothing: only missing answers tell. */
  #keepAlive(): void {
    const session = this.#session;
    this.#options.system.schedule(PING_INTERVAL_MS, () => {
      if (session.destroyed || this.#openCalls === 0) return;
      const cancel = this.#options.system.schedule(PING_TIMEOUT_MS, () => {
        session.destroy(new Error('the peer shows no life'));
      });
      session.ping((error) => {
        cancel();
        if (error) return;
        this.noteRead();
        this.#keepAlive();
      });
    });
  }
}
