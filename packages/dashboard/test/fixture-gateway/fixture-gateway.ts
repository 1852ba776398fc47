// The gateway's door in front of the fixture fleet: the same paths, frames and headers, so that the page is tried in a
// real browser without a real fleet. What only a real fleet can show is tried against one.
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import websocket from '@fastify/websocket';
import fastify, { type FastifyInstance } from 'fastify';
import { pages } from '../../server/http/pages.ts';
import { recordingRoute } from '../../server/http/recording-route.ts';
import { RECORDING_FORMAT } from '../../server/recorder.ts';
import type { ClientMessage, ServerMessage } from '../../src/wire.ts';
import { fileRoutes } from './file-routes.ts';
import { FixtureFleet } from './fixture-fleet.ts';
import { operateRoutes } from './operate-routes.ts';
import { ringRoutes } from './ring-routes.ts';
import { transferRoutes } from './transfer-routes.ts';

export interface FixtureOptions {
  readonly names?: readonly string[];
  /** The exported pages. */
  readonly pages: string;
  readonly port?: number;
  /** As the gateway's: another one after each start. */
  readonly epoch?: string;
  /** Milliseconds that the fixture waits between two hops, so that a test can look in between. */
  readonly hopDelayMs?: number;
  /** Its clock, Unix milliseconds (the real one). */
  readonly nowMs?: () => number;
}

export const FIXTURE_NAMES = ['birch', 'cedar', 'elm', 'hazel', 'juniper', 'larch', 'maple', 'rowan'];

export function fixtureNames(count: number): string[] {
  return Array.from({ length: count }, (_, i) => FIXTURE_NAMES[i] ?? `peer-${i + 1}`);
}

export interface FixtureGateway {
  readonly url: string;
  readonly fleet: FixtureFleet;
  /** Closes every browser's socket and refuses new ones until `online()`. */
  offline(): void;
  online(): void;
  /** As where peers were started by hand: nothing can be operated. */
  withoutLauncher(): void;
  close(): Promise<void>;
}

export async function startFixtureGateway(options: FixtureOptions): Promise<FixtureGateway> {
  const fleet = new FixtureFleet(
    options.names ?? FIXTURE_NAMES,
    options.epoch ?? `fixture-${process.pid}`,
    options.nowMs,
  );
  const door = { open: true };
  const launcher = { offered: true };
  // A browser opens connections ahead of need; closing would wait a minute for the first request on each.
  const app = fastify({ bodyLimit: 64 * 1024 * 1024, forceCloseConnections: true });
  await app.register(websocket);
  app.register(async (scope) => socketRoute(scope, fleet, door));
  app.register(async (scope) => fileRoutes(scope, fleet));
  operateRoutes(app, fleet, () => launcher.offered);
  recordingRoute(app, createRecorder(fleet));
  transferRoutes(app, fleet);
  ringRoutes(app, fleet, () => sleep(options.hopDelayMs ?? 15));
  await pages(app, options.pages);
  await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  const { port } = app.server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    fleet,
    offline() {
      door.open = false;
      for (const client of app.websocketServer.clients) client.terminate();
    },
    online() {
      door.open = true;
    },
    withoutLauncher() {
      launcher.offered = false;
    },
    async close() {
      for (const client of app.websocketServer.clients) client.terminate();
      await app.close();
    },
  };
}

/** What the fixture has said since its start, as the gateway would have kept it. */
function createRecorder(fleet: FixtureFleet) {
  const frames = [{ atMs: fleet.nowMs(), message: fleet.snapshot() as ServerMessage }];
  fleet.listen((message) => frames.push({ atMs: fleet.nowMs(), message }));
  return {
    parts: () => [
      JSON.stringify({ format: RECORDING_FORMAT, fromMs: frames[0]!.atMs, untilMs: fleet.nowMs(), frames }),
    ],
  };
}

function socketRoute(app: FastifyInstance, fleet: FixtureFleet, door: { open: boolean }): void {
  app.get('/api/ws', { websocket: true }, (socket) => {
    if (!door.open) return socket.terminate();
    const send = (message: ServerMessage) => socket.send(JSON.stringify(message));
    let stop = () => {};
    socket.once('message', (data: Buffer) => {
      const { cursor } = JSON.parse(String(data)) as Extract<ClientMessage, { type: 'hello' }>;
      const missed = cursor?.epoch === fleet.epoch ? fleet.since(cursor.seq) : null;
      if (missed === null) send(fleet.snapshot());
      else {
        const changes = missed.flatMap((one) => (one.type === 'delta' ? one.changes : []));
        send({ type: 'resumed', epoch: fleet.epoch, seq: fleet.seq, atMs: fleet.nowMs(), changes });
      }
      const tick = setInterval(() => send({ type: 'tick', seq: fleet.seq, atMs: fleet.nowMs() }), 1000);
      const unlisten = fleet.listen(send);
      stop = () => {
        clearInterval(tick);
        unlisten();
      };
    });
    socket.once('close', () => stop());
  });
}
