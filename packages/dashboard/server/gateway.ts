// The gateway as a whole: wires everything from its options and listens.
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { buildApp } from './app.ts';
import { loadCredentials } from './credentials.ts';
import { createFleet } from './fleet.ts';
import { LOCAL_NAMES } from './http/guard.ts';
import { createLauncher, type Launcher } from './launcher-client.ts';
import type { Logger } from './logger.ts';
import { createMtlsDialer } from './mtls-dialer.ts';
import type { Options } from './options.ts';
import type { PeerDialer } from './peer-clients.ts';
import { createRecorder } from './recorder.ts';
import { createReplay } from './replay.ts';
import { createAmqpSource } from './source/amqp.ts';
import { createAmqpConsumer } from './source/amqp-consumer.ts';
import { createAmqpTimeline } from './source/amqp-timeline.ts';
import { createDirectSource } from './source/direct.ts';
import type { EventHandlers, EventSource } from './source/port.ts';
import type { System } from './system.ts';

export interface Gateway {
  /** No trailing slash. */
  readonly url: string;
  stop(): Promise<void>;
}

/** How old a peer's state may get. Without watches, reading it is also how a silent peer is noticed. */
const STATE_AGE_MS_DIRECT = 5_000;
const STATE_AGE_MS_AMQP = 2_000;

export async function startGateway(
  options: Options,
  parts: { system: System; logger: Logger },
): Promise<Gateway> {
  const { system, logger } = parts;
  const dialer = createMtlsDialer(loadCredentials(options.identity));
  const fleet = createFleet({
    ...{ dialer, system, logger, seeds: options.peers },
    source: (handlers) => chooseSource(options, dialer, handlers, parts),
    stateAgeMsMax: options.amqp ? STATE_AGE_MS_AMQP : STATE_AGE_MS_DIRECT,
  });
  const recorder = createRecorder(fleet.hub, system);
  let port = options.port;
  const app = await buildApp({
    ...{ fleet, dialer, system, logger, recorder, pages: options.pages },
    replay: chooseReplay(options, parts),
    hostNames: [...LOCAL_NAMES, ...options.allowHosts],
    port: () => port,
    launcher: launcherOf(options, system),
    writeToken: () => (options.tokenFile ? readFileSync(options.tokenFile, 'utf8').trim() : null),
  });
  await app.listen({ host: options.bind, port: options.port });
  port = (app.server.address() as AddressInfo).port;
  fleet.start();
  recorder.start();
  const host = options.bind.includes(':') ? `[${options.bind}]` : options.bind;
  return {
    url: `http://${host}:${port}`,
    async stop() {
      await app.close();
      recorder.stop();
      await fleet.stop();
      dialer.close();
    },
  };
}

function chooseReplay({ amqp }: Options, { system, logger }: { system: System; logger: Logger }) {
  return amqp ? createReplay({ timeline: createAmqpTimeline({ url: amqp, system }), logger }) : null;
}

function launcherOf({ control: url, controlToken: token }: Options, system: System): Launcher | null {
  return url && token ? createLauncher({ url, token, fetcher: fetch, system }) : null;
}

function chooseSource(
  options: Options,
  dialer: PeerDialer,
  handlers: EventHandlers,
  { system, logger }: { system: System; logger: Logger },
): EventSource {
  if (!options.amqp) return createDirectSource({ dialer, handlers, system });
  const consumer = createAmqpConsumer({ url: options.amqp, system });
  return createAmqpSource({ consumer, dialer, handlers, system, logger });
}
