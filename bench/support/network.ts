// A network of a few peers for a bench: each a process of its own, as `acorde serve` starts it.
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, type PeerApi, peerApi } from '../../e2e/support/fleet.ts';
import { acorde, type ServedPeer, servePeer } from '../../e2e/support/serve.ts';
import { openNetwork } from '../../packages/peer/src/identity/authority.ts';
import { peerIdOf } from '../../packages/peer/src/identity/peer-id.ts';
import { PeerClient } from '../../packages/peer/src/rpc/peer-client.ts';
import { realSystem } from '../../packages/peer/src/system.ts';
import type { CappedWay } from './capped-way.ts';

export interface BenchPeer extends ServedPeer {
  readonly peerId: string;
  readonly rest: PeerApi;
}

export interface BenchNetwork {
  readonly folder: string;
  readonly tokenFile: string;
  readonly token: string;
  readonly peers: readonly BenchPeer[];
  /** Calls peers with a certificate of the network, as peers call each other. */
  readonly client: PeerClient;
  stop(): Promise<void>;
}

/** Starts `count` peers that know each other. `env` goes to every one of them; each is reached by its way. */
export async function startNetwork(
  folder: string,
  options: { count: number; replicas: number; ways?: readonly CappedWay[]; env?: NodeJS.ProcessEnv },
): Promise<BenchNetwork> {
  const network = join(folder, 'network');
  await acorde(['network', 'init', network, '--replicas', String(options.replicas), '--timing', 'demo']);
  const tokenFile = join(network, 'write-token');
  const token = readFileSync(tokenFile, 'utf8').trim();
  const peers: BenchPeer[] = [];
  for (let i = 0; i < options.count; i += 1) {
    const contacts = peers.flatMap(({ address }) => ['--contacts', address]);
    const place = ['--directory', join(folder, `peer-${i}`), '--name', `peer-${i}`, '--network', network];
    const way = options.ways?.[i];
    const port = String(await freePort());
    way?.leadTo(`127.0.0.1:${port}`);
    const listen = ['--address', '127.0.0.1', '--port', port, '--api', '127.0.0.1:0', '--log-level', 'error'];
    const advertise = way ? ['--advertise', way.address] : [];
    const peer = await servePeer([...place, ...listen, ...advertise, ...contacts], options.env);
    const rest = peerApi(peer.api, token);
    const state = await rest.json<{ peer: { peerId: string } }>('/v1/state');
    peers.push({ ...peer, rest, peerId: state.peer.peerId });
  }
  const client = await clientOf(network);
  return {
    folder,
    tokenFile,
    token,
    peers,
    client,
    async stop() {
      client.stop();
      await Promise.all(peers.map((peer) => peer.kill()));
    },
  };
}

/** Calls as a further peer of the network. */
export async function clientOf(network: string): Promise<PeerClient> {
  const authority = openNetwork(network);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const certificate = await authority.issue(spki, ['peer'], realSystem.nowMs());
  const credentials = {
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate,
    authority: authority.certificate,
  };
  process.stderr.write(`  the bench calls as peer ${peerIdOf(spki).slice(0, 8)}\n`);
  return new PeerClient({ credentials: () => credentials, system: realSystem, onClosed: () => undefined });
}
