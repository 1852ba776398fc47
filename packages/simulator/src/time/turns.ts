// The core waits by promises, so what an event sets in motion ends only when the host's microtasks have run; the next
// event must not begin before. A turn is one macrotask. Asking for one at a time costs a round of the host's loop each;
// a batch asked for at once costs next to nothing, and the microtasks are still run between them.

/** Runs `turn` again and again, each time after all microtasks of the time before, until it returns false. */
export type RunTurns = (turn: () => boolean) => Promise<void>;

const BATCH = 256;

/** By the host's own macrotasks: `setImmediate` in Node, message ports in a browser and its workers. */
export const runTurns: RunTurns = (turn) => {
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
