// What an HTTP/2 session may cost. A session has no idle timeout of its own: one that holds no stream is closed after a
// while, and one on which nothing moves at all, streams or not, some time later.
import type { Http2Session, ServerOptions } from 'node:http2';

const IDLE_SESSION_MS_MAX = 2 * 60_000;
/** Large, because the default of 64 KiB halves the throughput; the window of the whole session bounds the memory. */
const WINDOW_BYTES = 4 * 1024 * 1024;

export const HTTP2_OPTIONS = {
  settings: {
    maxConcurrentStreams: 128,
    initialWindowSize: WINDOW_BYTES,
    maxHeaderListSize: 16 * 1024,
    enablePush: false,
  },
  maxSessionMemory: 32,
  maxHeaderListPairs: 100,
  maxSettings: 32,
  maxOutstandingPings: 10,
  // Streams that a client may open and reset at once, and then in each second.
  streamResetBurst: 200,
  streamResetRate: 33,
} as const satisfies ServerOptions;

export interface SessionKeeper {
  /** Ends every session: at once where no stream is open, else after the last one. */
  end(): void;
}

/** Watches the sessions of a server. Bounded by the number of its connections. */
export function createSessionKeeper(server: {
  on(event: 'session', listener: (session: Http2Session) => void): unknown;
}): SessionKeeper {
  const sessions = new Set<Http2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    // A broken session ends itself; its error is the caller's business.
    session.on('error', () => {});
    session.setLocalWindowSize?.(WINDOW_BYTES * 2);
    session.setTimeout(IDLE_SESSION_MS_MAX, () => {
      if (session.closed) session.destroy();
      else session.close();
    });
  });
  return {
    end() {
      for (const session of sessions) session.close();
    },
  };
}
