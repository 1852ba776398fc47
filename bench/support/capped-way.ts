// A way to a peer over which only so many bytes a second go up, as over a line at home: a proxy before its listener that
// holds back what the peer sends. All connections share the budget.
import { createServer, connect as dial, type Server, type Socket } from 'node:net';

const SLICE_MS = 10;

export interface CappedWay {
  /** HOST:PORT to reach the peer by. */
  readonly address: string;
  /** Bytes that the peer has sent so far. */
  sentBytes(): number;
  /** From now on this is where connections lead. */
  leadTo(address: string): void;
  close(): void;
}

export async function openCappedWay(bytesPerSecond: number): Promise<CappedWay> {
  const budget = createBudget(bytesPerSecond);
  const sockets = new Set<Socket>();
  let target = '';
  const server = createServer((down) => {
    const [host, port] = target.split(':');
    const up = dial(Number(port), host);
    for (const socket of [down, up]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        down.destroy();
        up.destroy();
      });
    }
    down.pipe(up);
    up.on('data', (piece) => {
      up.pause();
      budget.spend(piece.length, () => {
        if (down.destroyed) return;
        if (down.write(piece)) up.resume();
        else down.once('drain', () => up.resume());
      });
    });
  });
  const port = await listen(server);
  return {
    address: `127.0.0.1:${port}`,
    sentBytes: budget.spentBytes,
    leadTo(address) {
      target = address;
    },
    close() {
      server.close();
      budget.stop();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Those who wait are served in turn, as their bytes come free. */
function createBudget(bytesPerSecond: number) {
  const waiting: { bytes: number; go: () => void }[] = [];
  // What is not used is saved up for a moment only: long enough for a machine that is busy.
  const savedMax = bytesPerSecond / 4;
  let free = 0;
  let spent = 0;
  let lastMs = performance.now();

  function serve(): void {
    const nowMs = performance.now();
    free = Math.min(free + ((nowMs - lastMs) / 1000) * bytesPerSecond, savedMax);
    lastMs = nowMs;
    while (free > 0 && waiting.length > 0) {
      const next = waiting.shift();
      free -= next?.bytes ?? 0;
      spent += next?.bytes ?? 0;
      next?.go();
    }
  }
  const timer = setInterval(serve, SLICE_MS);
  return {
    spend(bytes: number, go: () => void) {
      waiting.push({ bytes, go });
      serve();
    },
    spentBytes: () => spent,
    stop: () => clearInterval(timer),
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });
}
