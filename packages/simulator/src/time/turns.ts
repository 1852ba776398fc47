// The core waits by promises, so what an event sets in motion ends only when the host's microtasks have run; the next
// event must not begin before. A turn is one macrotask. Asking for one at a time costs a round of the host's loop each;
// a batch asked for at once costs next to nothing, and the microtasks are still run between them.

/** Runs `turn` again and again, each time after all microtasks of the time before, until it returns false. */
export type RunTurns = (turn: () => boolean) => Promise<void>;

const BATCH = 256;

// Turns between two rounds of the host's loop, where it can run its microtasks on demand.
const STRETCH = 4_096;

/** By what the host offers: Node's way to run microtasks on demand, or macrotasks (browsers and their workers). */
export const runTurns: RunTurns = (turn) => {
  const drain = drainOf(globalThis as unknown as Host);
  return drain === null ? runMacrotasks(turn) : runStretches(turn, drain);
};

// `process._tickCallback` runs everything that waits for the end of the present task; a tenth of a microsecond when
// little does, where a macrotask costs most of one. Not documented to stay: without it macrotasks do.
function drainOf({ process }: Host): (() => void) | null {
  return typeof process?._tickCallback === 'function' ? process._tickCallback : null;
}

function runStretches(turn: () => boolean, drain: () => void): Promise<void> {
  const { post } = macrotasks();
  return new Promise((resolve, reject) => {
    const stretch = () => {
      try {
        for (let i = 0; i < STRETCH; i += 1) {
          if (!turn()) return resolve();
          drain();
        }
        post(stretch);
      } catch (error) {
        reject(error);
      }
    };
    post(stretch);
  });
}

/** By macrotasks alone: `setImmediate` in Node, message ports in a browser and its workers. */
export const runMacrotasks: RunTurns = (turn) => {
  return new Promise((resolve, reject) => {
    let ended = false;
    const once = () => {
      if (ended) return;
      try {
        ended = !turn();
        if (ended) resolve();
      } catch (error) {
        ended = true;
        reject(error);
      }
    };
    const batch = () => {
      if (ended) return channel.close();
      for (let i = 0; i < BATCH; i += 1) channel.post(once);
      channel.post(batch);
    };
    const channel = macrotasks();
    batch();
  });
};

interface Macrotasks {
  post(task: () => void): void;
  close(): void;
}

interface Port {
  onmessage: (() => void) | null;
  postMessage(message: null): void;
  close(): void;
}

// The package knows neither Node's nor the browser's types.
interface Host {
  readonly process?: { readonly _tickCallback?: () => void };
  readonly setImmediate?: (task: () => void) => unknown;
  readonly MessageChannel: new () => { readonly port1: Port; readonly port2: Port };
}

function macrotasks(): Macrotasks {
  const host = globalThis as unknown as Host;
  const { setImmediate } = host;
  return setImmediate ? { post: setImmediate, close: () => {} } : messages(host);
}

function messages(host: Host): Macrotasks {
  const { port1, port2 } = new host.MessageChannel();
  const tasks: (() => void)[] = [];
  port1.onmessage = () => tasks.shift()?.();
  return {
    post: (task) => {
      tasks.push(task);
      port2.postMessage(null);
    },
    close: () => port1.close(),
  };
}
