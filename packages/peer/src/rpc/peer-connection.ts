// The way to one peer: at most one current link, opened when it is first needed and again when it is gone. No
// request leaves before the other side has proved to be the expected peer.
import { X509Certificate } from 'node:crypto';
import type { ClientHttp2Stream, OutgoingHttpHeaders } from 'node:http2';
import type { ConnectionOptions } from 'node:tls';
import type { GrpcTransportOptions } from '@connectrpc/connect-node';
import { rolesOf, SERVER_NAME, spkiOf } from '../identity/certificate.ts';
import { peerIdOf } from '../identity/peer-id.ts';
import { parsePeerAddress, resolvePeerName } from '../membership/peer-address.ts';
import type { System } from '../system.ts';
import { type Credentials, chainPem, PEER_CIPHERS } from './credentials.ts';
import { PeerLink } from './peer-link.ts';

type SessionManager = NonNullable<GrpcTransportOptions['sessionManager']>;

export interface PeerConnectionOptions {
  /** HOST:PORT. */
  readonly address: string;
  /** Null only while joining: any peer of the network will do. */
  readonly peerId: string | null;
  /** Without a certificate of one's own while joining. */
  readonly credentials: Credentials | Pick<Credentials, 'authority'>;
  readonly windowBytes: number;
  readonly system: System;
  /** The other side, or the network, ended an established connection. */
  readonly onLost: () => void;
}

export class PeerConnection implements SessionManager {
  /** https://HOST:PORT */
  readonly authority: string;
  readonly #options: PeerConnectionOptions;
  #link: PeerLink | null = null;

  /** Errors: INVALID_ARGUMENT when no peer can live at the address. */
  constructor(options: PeerConnectionOptions) {
    const { host, port } = parsePeerAddress(options.address);
    this.#options = options;
    this.authority = new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port}`).origin;
  }

  get system(): System {
    return this.#options.system;
  }

  get isOpen(): boolean {
    return this.#link?.isOpen ?? false;
  }

  get openCalls(): number {
    return this.#link?.openCalls ?? 0;
  }

  /** When the other side last showed life, on the monotonic clock; 0 without a link. */
  get lastReadMs(): number {
    return this.#link?.lastReadMs ?? 0;
  }

  async request(
    method: string,
    path: string,
    headers: OutgoingHttpHeaders,
    options: object,
  ): Promise<ClientHttp2Stream> {
    const link = this.#link?.isUsable ? this.#link : this.#open();
    await link.ready;
    return link.request({ ...headers, ':method': method, ':path': path }, options);
  }

  notifyResponseByteRead(): void {
    this.#link?.noteRead();
  }

  /** Lets open calls end; the next call uses a new connection. */
  retire(): void {
    this.#link?.close();
    this.#link = null;
  }

  /** Ends everything at once. */
  destroy(): void {
    this.#link?.destroy();
    this.#link = null;
  }

  #open(): PeerLink {
    const link = new PeerLink({
      authority: this.authority,
      tls: this.#tls(),
      windowBytes: this.#options.windowBytes,
      system: this.#options.system,
      onClosed: (closed, byUs) => {
        if (this.#link === closed) this.#link = null;
        if (!byUs) this.#options.onLost();
      },
    });
    this.#link = link;
    return link;
  }

  #tls(): ConnectionOptions {
    const { credentials } = this.#options;
    const own =
      'certificate' in credentials ? { key: credentials.privateKeyPem, cert: chainPem(credentials) } : {};
    return {
      ...own,
      ca: credentials.authority.toString(),
      minVersion: 'TLSv1.3',
      ciphers: PEER_CIPHERS,
      servername: SERVER_NAME,
      lookup: resolvePeerName,
      checkServerIdentity: (_host, certificate) => this.#checkPeer(certificate.raw),
    };
  }

  /** Runs after the chain was verified against the network's authority, before anything is sent. */
  #checkPeer(der: Buffer): Error | undefined {
    const { peerId } = this.#options;
    const certificate = new X509Certificate(der);
    if (peerId !== null && peerIdOf(spkiOf(certificate)) !== peerId) {
      return new Error('another peer answers at this address');
    }
    return rolesOf(certificate).has('peer') ? undefined : new Error('a certificate without the role peer');
  }
}
