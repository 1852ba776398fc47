// A network of test peers: real keys and certificates, real TLS on free ports of 127.0.0.1, and fakes behind the
// services.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectRouter } from '@connectrpc/connect';
import { pino } from 'pino';
import { type Authority, createNetwork } from '../../identity/authority.ts';
import type { Role } from '../../identity/certificate.ts';
import { loadOrCreateKey, type PeerKey } from '../../identity/key.ts';
import type { PeerAddress } from '../../records/ports.ts';
import { realSystem } from '../../system.ts';
import type { Credentials } from '../credentials.ts';
import { PeerClient } from '../peer-client.ts';
import { createPeerListener, type PeerListener } from '../peer-listener.ts';

export const silentLog = pino({ level: 'silent' });

export interface TestPeer extends PeerAddress {
  readonly key: PeerKey;
  readonly credentials: Credentials;
  readonly listener: PeerListener;
  readonly client: PeerClient;
  /** Peers whose connection ended, in order. */
  readonly closed: string[];
  stop(): Promise<void>;
}

export class TestNetwork {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'acorde-test-'));
  readonly peers: TestPeer[] = [];
  #authority: Authority | null = null;

  async authority(): Promise<Authority> {
    const options = { replicas: 3, writeQuorum: 2, successors: 4, writeTokenHashes: [] };
    this.#authority ??= await createNetwork(join(this.folder, 'network'), options, realSystem);
    return this.#authority;
  }

  async credentials(name: string, roles: readonly Role[] = ['peer'], nowMs = realSystem.nowMs()) {
    const authority = await this.authority();
    const key = loadOrCreateKey(join(this.folder, `${name}.key`));
    const certificate = await authority.issue(key.publicKey, roles, nowMs);
    return {
      key,
      credentials: { privateKeyPem: key.privateKeyPem, certificate, authority: authority.certificate },
    };
  }

  /** A peer with a listener and a client. */
  async peer(
    name: string,
    routes: (router: ConnectRouter) => void,
    roles?: readonly Role[],
  ): Promise<TestPeer> {
    const { key, credentials } = await this.credentials(name, roles);
    const listener = createPeerListener({ credentials, routes, system: realSystem, log: silentLog });
    const port = await listener.start('127.0.0.1', 0);
    const closed: string[] = [];
    const client = this.client(credentials, closed);
    const peer: TestPeer = {
      peerId: key.peerId,
      address: `127.0.0.1:${port}`,
      key,
      credentials,
      listener,
      client,
      closed,
      async stop() {
        client.stop();
        await listener.stop();
      },
    };
    this.peers.push(peer);
    return peer;
  }

  client(credentials: Credentials, closed: string[] = []): PeerClient {
    return new PeerClient({
      credentials: () => credentials,
      system: realSystem,
      onClosed: (peerId) => closed.push(peerId),
    });
  }

  async stop(): Promise<void> {
    await Promise.all(this.peers.map((peer) => peer.stop()));
    rmSync(this.folder, { recursive: true, force: true });
  }
}
