// Starts and stops a whole fleet: folder, network, peers, gateway, in this order. Nothing is restarted: a peer that
// dies stays dead, because that is what people want to watch.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AcordeError } from '@acorde/protocol';
import type { System } from '../system.ts';
import { checkShareFolder } from '../wiring/share-folder.ts';
import { type Child, startChild } from './child.ts';
import { type ControlServer, startControlServer } from './control-server.ts';
import { openDataFolder } from './data-folder.ts';
import { readLastPorts, removeFleetFile, writeFleetFile, writeLastPorts } from './fleet-file.ts';
import { isPortFree, PortAllocator } from './free-port.ts';
import { startInProcess } from './in-process.ts';
import { type DemoNetwork, prepareNetwork } from './network.ts';
import type { FleetOptions } from './options.ts';
import { blamePorts, PortTakenError } from './port-taken.ts';
import { createRoster, type PeerConfig, type Roster, type RunningPeer, writeConfig } from './roster.ts';
import { waitUntilIdeal } from './until-ideal.ts';

const FIRST_PEER_PORT = 50_051;
const FIRST_API_PORT = 8080;
/** Other programs may take a port between the moment it was found free and the peer's start. */
const START_ATTEMPTS_MAX = 4;
const CONTROL_TOKEN_BYTES = 32;
const PEER_SCRIPT = fileURLToPath(new URL('../main.ts', import.meta.url));
const GATEWAY_SCRIPT = fileURLToPath(new URL('../../../dashboard/server/main.ts', import.meta.url));

export interface Fleet {
  readonly dashboard: string;
  readonly peers: readonly RunningPeer[];
  /** Resolves with how the gateway ended. */
  readonly gatewayExited: Promise<string>;
  stop(): Promise<void>;
}

export interface FleetContext {
  readonly system: System;
  readonly say: (line: string) => void;
  /** Aborts a start. */
  readonly signal: AbortSignal;
}

export async function startFleet(options: FleetOptions, context: FleetContext): Promise<Fleet> {
  if (options.share) checkShareFolder(options.share);
  if (!(await isPortFree(options.port))) {
    throw new AcordeError(
      'INVALID_ARGUMENT',
      `Port ${options.port} is in use. Choose another one with --port.`,
    );
  }
  const unlock = openDataFolder(options.data);
  for (let attempt = 1; ; attempt++) {
    const stops: (() => void | Promise<void>)[] = [unlock];
    try {
      return await startAll(options, context, stops, () => stopAll(stops));
    } catch (error) {
      const again = error instanceof PortTakenError && attempt < START_ATTEMPTS_MAX;
      await stopAll(again ? stops.slice(1) : stops);
      if (!again) throw error;
      context.say(`${error.message}. Trying again with other ports ...`);
    }
  }
}

async function startAll(
  options: FleetOptions,
  context: FleetContext,
  stops: (() => void | Promise<void>)[],
  stop: () => Promise<void>,
): Promise<Fleet> {
  const { say, system } = context;
  removeFleetFile(options.data);
  const network = await prepareNetwork(options.data, options.members);
  const allocator = new PortAllocator([options.port]);
  const configs = await writeConfigs(options, network, allocator);
  const dashboard = `http://127.0.0.1:${options.port}`;
  let ready = false;
  const roster: Roster = createRoster({
    start: (config) =>
      blamePorts(
        config,
        options.inProcess ? startInProcess(config, system) : startProcess(options, config, system),
      ),
    configure: (name, contacts) => configureMore(options, network, allocator, name, contacts),
    onChange: () => ready && record(),
  });
  const record = () =>
    writeFleetFile(options.data, {
      ...{ dashboard, tokenFile: network.tokenFile, pid: process.pid },
      peers: roster.running(),
    });
  say(`Starting ${options.peers} ${options.peers === 1 ? 'peer' : 'peers'} ...`);
  const startedMs = system.monotonicMs();
  const token = Buffer.from(system.randomBytes(CONTROL_TOKEN_BYTES)).toString('base64url');
  const control = await startControlServer({ roster, token, canKill: !options.inProcess });
  stops.push(() => control.stop());
  const gateway = startGateway(options, network, configs, { system, control, token });
  stops.push(() => gateway.stop());
  const starting = configs.map((config) => roster.launch(config));
  stops.push(() => roster.stopAll());
  const peers = await abortable(Promise.all(starting), context.signal);
  for (const peer of peers) say(`  ${peer.name.padEnd(10)} ${peer.address.padEnd(16)} ${peer.api}`);
  await Promise.race([
    waitUntilIdeal(dashboard, options, context),
    failWhenGone(gateway.exited, options.data),
  ]);
  say(
    `The ring is ideal, ${((system.monotonicMs() - startedMs) / 1000).toFixed(1)} s after the first peer's start.`,
  );
  ready = true;
  record();
  return { dashboard, peers, gatewayExited: gateway.exited, stop };
}

/** Rejects when the gateway ends; never resolves. */
async function failWhenGone(exited: Promise<string>, data: string): Promise<never> {
  const how = await exited;
  throw new Error(`The gateway ${how}; its log is ${join(data, 'logs', 'gateway.log')}.`);
}

async function writeConfigs(
  options: FleetOptions,
  network: DemoNetwork,
  allocator: PortAllocator,
): Promise<PeerConfig[]> {
  const last = readLastPorts(options.data);
  const ports = new Map<string, Ports>();
  for (let index = 1; index <= options.peers; index++) {
    const name = `peer-${index}`;
    ports.set(name, await takePorts(allocator, last.get(name)));
  }
  writeLastPorts(options.data, ports);
  const contacts = [...ports.values()].slice(0, 16).map(({ peer }) => `127.0.0.1:${peer}`);
  return [...ports].map(([name, { peer, api }], index) => {
    const config = {
      ...peerConfig(options, network, name, { peer, api }),
      contacts: contacts.filter((contact) => contact !== `127.0.0.1:${peer}`),
      ...(options.share && index === 0 ? { share: options.share } : {}),
    };
    writeConfig(config);
    return config;
  });
}

interface Ports {
  readonly peer: number;
  readonly api: number;
}

async function takePorts(allocator: PortAllocator, last: Ports | undefined): Promise<Ports> {
  const peer = await allocator.take(FIRST_PEER_PORT, last?.peer);
  return { peer, api: await allocator.take(FIRST_API_PORT, last?.api) };
}

function peerConfig(
  options: FleetOptions,
  network: DemoNetwork,
  name: string,
  { peer, api }: Ports,
): PeerConfig {
  return {
    address: '127.0.0.1',
    port: peer,
    advertise: `127.0.0.1:${peer}`,
    api: `127.0.0.1:${api}`,
    directory: join(options.data, 'peers', name),
    name,
    ...(options.members > 1 ? { members: options.members } : {}),
    network: network.directory,
    ...(options.amqp ? { amqp: options.amqp } : {}),
  };
}

/** A peer that joins a fleet which is already running. */
async function configureMore(
  options: FleetOptions,
  network: DemoNetwork,
  allocator: PortAllocator,
  name: string,
  contacts: readonly string[],
): Promise<PeerConfig> {
  const ports = await takePorts(allocator, undefined);
  const config = { ...peerConfig(options, network, name, ports), contacts: [...contacts] };
  writeConfig(config);
  return config;
}

async function startProcess(options: FleetOptions, config: PeerConfig, system: System): Promise<RunningPeer> {
  const child = startChild(system, {
    script: PEER_SCRIPT,
    args: ['serve', '--config', join(config.directory, 'config.json')],
    logFile: join(options.data, 'logs', `${config.name}.log`),
  });
  try {
    const ready = await child.message<{ type: 'ready'; peerId: string; address: string; api: string }>(
      'ready',
    );
    const { peerId: id, address, api } = ready;
    return {
      id,
      name: config.name,
      pid: child.pid,
      address,
      api,
      exited: child.exited,
      stop: () => child.stop(),
      kill: () => child.kill(),
    };
  } catch (error) {
    await child.stop();
    throw new Error(`${config.name} did not start: ${(error as Error).message}`, { cause: error });
  }
}

function startGateway(
  options: FleetOptions,
  network: DemoNetwork,
  configs: readonly PeerConfig[],
  { system, control, token }: { system: System; control: ControlServer; token: string },
): Child {
  const peers = configs.map((config) => config.advertise).join(',');
  const args = [
    '--port',
    String(options.port),
    '--identity',
    network.identity,
    '--peers',
    peers,
    '--token-file',
    network.tokenFile,
    '--control',
    control.url,
  ];
  return startChild(system, {
    script: GATEWAY_SCRIPT,
    args: options.amqp ? [...args, '--amqp', options.amqp] : args,
    logFile: join(options.data, 'logs', 'gateway.log'),
    // Not a flag: flags are seen by every user of the machine.
    env: { ACORDE_GATEWAY_CONTROL_TOKEN: token },
  });
}

async function stopAll(stops: (() => void | Promise<void>)[]): Promise<void> {
  for (const stop of stops.splice(0).reverse()) await stop();
}

function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}
