// Connections to peer listeners: gRPC over HTTP/2 and mutual TLS 1.3. Who answers is known by the peer id, which follows
// from the key in the certificate; addresses prove nothing.
import type { PeerCertificate } from 'node:tls';
import { createGrpcTransport, Http2SessionManager } from '@connectrpc/connect-node';
import { type Credentials, isPeerCertificate, peerIdOf } from './credentials.ts';
import { createPeerClients, type PeerClients, type PeerDialer, type PeerTarget } from './peer-clients.ts';

/** Messages between peers are at most 1 MiB. */
const MESSAGE_BYTES_MAX = 4 * 1024 * 1024;
const SERVER_NAME = 'peer.acorde';
const PING_INTERVAL_MS = 10_000;
const PING_TIMEOUT_MS = 5_000;

interface Line {
  readonly address: string;
  readonly clients: PeerClients;
  close(): void;
}

export function createMtlsDialer(credentials: Credentials): PeerDialer {
  /** By peer id, or by address while that is not known. */
  const lines = new Map<string, Line>();

  function open(target: PeerTarget): Line {
    const baseUrl = `https://${target.address}`;
    const sessionManager = new Http2SessionManager(
      baseUrl,
      { pingIntervalMs: PING_INTERVAL_MS, pingTimeoutMs: PING_TIMEOUT_MS, idleConnectionTimeoutMs: 60_000 },
      {
        ca: credentials.authority,
        cert: credentials.certificate,
        key: credentials.key,
        minVersion: 'TLSv1.3',
        servername: SERVER_NAME,
        checkServerIdentity: (_host, certificate) => checkIdentity(target, certificate),
      },
    );
    const transport = createGrpcTransport({
      baseUrl,
      sessionManager,
      readMaxBytes: MESSAGE_BYTES_MAX,
      writeMaxBytes: MESSAGE_BYTES_MAX,
      acceptCompression: [],
    });
    const close = () => sessionManager.abort();
    return { address: target.address, clients: createPeerClients(transport), close };
  }

  return {
    clients(target) {
      const key = target.peerId ?? target.address;
      const known = lines.get(key);
      if (known?.address === target.address) return known.clients;
      known?.close();
      const line = open(target);
      lines.set(key, line);
      return line.clients;
    },
    fresh: open,
    forget(peerId) {
      lines.get(peerId)?.close();
      lines.delete(peerId);
    },
    close() {
      for (const line of lines.values()) line.close();
      lines.clear();
    },
  };
}

function checkIdentity({ peerId, address }: PeerTarget, certificate: PeerCertificate): Error | undefined {
  if (!isPeerCertificate(certificate.raw)) return new Error(`${address} is not a peer`);
  if (peerId === null || peerIdOf(certificate.raw) === peerId) return undefined;
  return new Error(`${address} is not the peer ${peerId.slice(0, 8)}`);
}
