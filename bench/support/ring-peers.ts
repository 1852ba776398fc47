// Peers for the ring's bench: in processes of their own, or many in this one.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { acorde, servePeer } from '../../e2e/support/serve.ts';
import { loadConfig } from '../../packages/peer/src/config.ts';
import { createPeer } from '../../packages/peer/src/peer.ts';
import { realSystem } from '../../packages/peer/src/system.ts';

/** A peer that is part of a ring. */
export interface RingPeer {
  readonly name: string;
  readonly peerId: string;
  readonly address: string;
  readonly pid: number;
  /** Ends it without a farewell. */
  kill(): Promise<void>;
}

export interface RingPeers {
  readonly folder: string;
  readonly network: string;
  /** Starts one more; resolves when it is part of the ring. */
  start(contacts: readonly string[]): Promise<RingPeer>;
}

/** Makes the network. `inProcess`: its peers live in this process. */
export async function prepareRing(
  folder: string,
  options: { inProcess: boolean; timing: 'demo' | 'default' },
): Promise<RingPeers> {
  mkdirSync(folder, { recursive: true });
  const network = join(folder, 'network');
  await acorde(['network', 'init', network, '--timing', options.timing]);
  let count = 0;
  const start = (contacts: readonly string[]) => {
    const name = `peer-${count++}`;
    const directory = join(folder, name);
    return options.inProcess
      ? startHere({ name, directory, network, contacts: contacts.slice(-16) })
      : startProcess({ name, directory, network, contacts: contacts.slice(-16) });
  };
  return { folder, network, start };
}

interface Place {
  readonly name: string;
  readonly directory: string;
  readonly network: string;
  readonly contacts: readonly string[];
}

async function startHere({ name, directory, network, contacts }: Place): Promise<RingPeer> {
  const flags = { name, directory, network, contacts: [...contacts], address: '127.0.0.1', port: 0 };
  const config = loadConfig({ ...flags, api: '127.0.0.1:0', logLevel: 'silent' }, {});
  const peer = await createPeer(config, realSystem);
  await peer.start();
  const { peerId, address } = peer;
  return { name, peerId, address, pid: process.pid, kill: () => peer.stop() };
}

async function startProcess({ name, directory, network, contacts }: Place): Promise<RingPeer> {
  const known = contacts.flatMap((contact) => ['--contacts', contact]);
  const place = ['--directory', directory, '--name', name, '--network', network, '--log-level', 'error'];
  const listen = ['--address', '127.0.0.1', '--port', '0', '--api', '127.0.0.1:0'];
  const peer = await servePeer([...place, ...listen, ...known]);
  const answer = await fetch(`${peer.api}/v1/ring`);
  const { self } = (await answer.json()) as { self: { peerId: string } };
  return { name, peerId: self.peerId, address: peer.address, pid: peer.pid, kill: () => peer.kill() };
}
