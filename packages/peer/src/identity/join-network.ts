// The newcomer's side of RegisterPeer. It has no certificate yet, and knows the network only by the fingerprint in
// its token. So it first looks at the chain that the peer presents, tells nothing until the authority in it is the
// right one, and only then opens a connection that trusts that authority alone, and sends the token.
import { X509Certificate } from 'node:crypto';
import { connect, type DetailedPeerCertificate } from 'node:tls';
import { AcordeError, type ErrorCode } from '@acorde/protocol';
import type { PeerRecord } from '@acorde/protocol/gen/acorde/v1/registry_pb.ts';
import { parsePeerAddress, resolvePeerName } from '../membership/peer-address.ts';
import { delay, type System } from '../system.ts';
import { networkIdOf } from './authority.ts';
import { bearerOf, parseCertificate, SERVER_NAME } from './certificate.ts';
import { createRequest } from './certificate-builder.ts';
import { parseJoinToken } from './join-token.ts';
import type { PeerKey } from './key.ts';
import { type NetworkDocument, readNetworkDocument } from './network-document.ts';

const LOOK_TIMEOUT_MS = 5_000;
const RETRY_MS = 300;
const CHAIN_LENGTH_MAX = 4;
/** What may pass by itself: the registrar is not up yet, or has too much to do. */
const PASSING: ReadonlySet<ErrorCode> = new Set(['PEER_UNREACHABLE', 'OVERLOADED', 'BUSY', 'NOT_JOINED']);

/** Sends RegisterPeer over a connection that trusts `authority` alone. Implemented by rpc/. */
export type RegisterCall = (
  address: string,
  authority: X509Certificate,
  joinToken: string,
  certificateRequest: Uint8Array,
) => Promise<RegisterReply>;

export interface RegisterReply {
  readonly certificatePem: string;
  readonly networkDocument: Uint8Array;
  readonly contacts: readonly PeerRecord[];
}

export interface JoinOptions {
  /** HOST:PORT of a registrar. */
  readonly address: string;
  readonly joinToken: string;
  readonly key: PeerKey;
  readonly register: RegisterCall;
  readonly system: System;
  /** Milliseconds to wait for a registrar that is not up yet. */
  readonly deadlineMs: number;
}

export interface JoinedNetwork {
  readonly certificate: X509Certificate;
  readonly authority: X509Certificate;
  readonly document: NetworkDocument;
  readonly documentText: string;
  /** Signed records of peers to join by; not checked yet. */
  readonly contacts: readonly PeerRecord[];
}

/** Exchanges a join token for a certificate. Errors: INVALID_ARGUMENT (malformed token or address), UNAUTHENTICATED
 * (the token is refused, or the peer is of another network), FORBIDDEN (no registrar), PEER_UNREACHABLE. */
export async function joinNetwork(options: JoinOptions): Promise<JoinedNetwork> {
  parseJoinToken(options.joinToken);
  parsePeerAddress(options.address);
  const endMs = options.system.monotonicMs() + options.deadlineMs;
  for (;;) {
    try {
      return await joinOnce(options);
    } catch (error) {
      const mayPass = error instanceof AcordeError && PASSING.has(error.code);
      if (!mayPass || options.system.monotonicMs() + RETRY_MS >= endMs) throw error;
      await delay(options.system, RETRY_MS);
    }
  }
}

async function joinOnce({ address, joinToken, key, register, system }: JoinOptions): Promise<JoinedNetwork> {
  const { networkId } = parseJoinToken(joinToken);
  const authority = pinAuthority(await lookAtChain(address, system), networkId, system.nowMs());
  const reply = await register(address, authority, joinToken, await createRequest(key));
  const certificate = parseCertificate(reply.certificatePem, 'the answer of the registrar');
  const bearer = bearerOf(certificate, authority, system.nowMs());
  if (bearer?.peerId !== key.peerId || !bearer.roles.has('peer')) {
    throw new AcordeError(
      'UNAUTHENTICATED',
      'the registrar answered with a certificate that is not for this peer',
    );
  }
  const documentText = new TextDecoder().decode(reply.networkDocument);
  const document = readNetworkDocument(documentText, authority.publicKey);
  return { certificate, authority, document, documentText, contacts: reply.contacts };
}

/** The authority in a chain, once the chain's first certificate proves to be a peer's of that very network. */
export function pinAuthority(
  chain: readonly X509Certificate[],
  networkId: string,
  nowMs: number,
): X509Certificate {
  const authority = chain.find((certificate) => certificate.ca && networkIdOf(certificate) === networkId);
  const leaf = chain[0];
  if (!authority || !leaf)
    throw new AcordeError('UNAUTHENTICATED', 'the peer is not of the network that the join token names');
  if (!bearerOf(leaf, authority, nowMs)?.roles.has('peer')) {
    throw new AcordeError('UNAUTHENTICATED', 'the peer shows no valid certificate of its network');
  }
  return authority;
}

/** A handshake without a certificate of one's own, for the sake of the other side's. */
function lookAtChain(address: string, system: System): Promise<X509Certificate[]> {
  const { host, port } = parsePeerAddress(address);
  return new Promise((resolve, reject) => {
    const unreachable = (why: string) => {
      socket.destroy();
      reject(new AcordeError('PEER_UNREACHABLE', `${address} does not answer: ${why}`));
    };
    const socket = connect({
      host,
      port,
      servername: SERVER_NAME,
      ALPNProtocols: ['h2'],
      minVersion: 'TLSv1.3',
      // Nothing is trusted or sent on this connection: the chain is checked against the token's fingerprint.
      rejectUnauthorized: false,
      lookup: resolvePeerName,
    });
    const cancel = system.schedule(LOOK_TIMEOUT_MS, () => unreachable('no handshake in time'));
    socket.once('error', (error) => unreachable(error.message));
    socket.once('close', () => {
      cancel();
      unreachable('the connection was closed');
    });
    socket.once('secureConnect', () => {
      resolve(chainOf(socket.getPeerCertificate(true)));
      socket.destroy();
    });
  });
}

function chainOf(first: DetailedPeerCertificate): X509Certificate[] {
  const chain: X509Certificate[] = [];
  let current: DetailedPeerCertificate | undefined = first;
  while (current?.raw && chain.length < CHAIN_LENGTH_MAX) {
    chain.push(new X509Certificate(current.raw));
    // The last one of a complete chain names itself as its issuer.
    current = current.issuerCertificate === current ? undefined : current.issuerCertificate;
  }
  return chain;
}
