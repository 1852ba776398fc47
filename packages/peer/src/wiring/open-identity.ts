// Who this peer is: its key, its certificate and its network. In this order: what is on disk; a certificate from the
// authority's folder when this peer is a registrar; a join token; and, when nothing else is given, a network of its
// own, of which it is the first peer.
import type { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AcordeError } from '@acorde/protocol';
import type { PeerRecord } from '@acorde/protocol/gen/acorde/v1/registry_pb.ts';
import type { Config } from '../config.ts';
import { type Authority, createNetwork, hasNetwork, openNetwork } from '../identity/authority.ts';
import { isDueForRenewal, loadCertificate, rolesOf, saveCertificate } from '../identity/certificate.ts';
import { writeDurably } from '../identity/durable-file.ts';
import { nextIncarnation } from '../identity/incarnation.ts';
import { joinNetwork, type RegisterCall } from '../identity/join-network.ts';
import { loadOrCreateKey, type PeerKey } from '../identity/key.ts';
import { type NetworkDocument, readNetworkDocument } from '../identity/network-document.ts';
import { hashWriteToken, loadOrCreateWriteToken } from '../identity/write-token.ts';
import type { Credentials } from '../rpc/credentials.ts';
import type { System } from '../system.ts';

const JOIN_DEADLINE_MS = 60_000;

export interface Identity {
  readonly key: PeerKey;
  readonly credentials: Credentials;
  readonly network: NetworkDocument;
  /** Null unless this peer is a registrar. */
  readonly authority: Authority | null;
  readonly incarnation: number;
  /** DER, when the certificate carries the right `admin`. */
  readonly adminCertificate: Uint8Array | null;
  /** Signed records from the registrar, at the first start. */
  readonly firstContacts: readonly PeerRecord[];
}

interface Membership {
  readonly certificate: X509Certificate;
  readonly authority: X509Certificate;
  readonly document: NetworkDocument;
  readonly documentText: string;
  readonly contacts: readonly PeerRecord[];
}

/** Errors: INVALID_ARGUMENT, UNAUTHENTICATED, FORBIDDEN, PEER_UNREACHABLE. */
export async function openIdentity(
  config: Config,
  register: RegisterCall,
  system: System,
): Promise<Identity> {
  const folder = join(config.directory, 'identity');
  const key = loadOrCreateKey(join(folder, 'key.pem'));
  const found = readMembership(folder);
  const authority = await openAuthority(config, found !== null, system);
  const member = await admit({ config, key, found, authority, register, system });
  if (member !== found) saveMembership(folder, member);
  if (member.certificate.validToDate.getTime() <= system.nowMs()) throw expired(member.certificate);
  return {
    key,
    credentials: {
      privateKeyPem: key.privateKeyPem,
      certificate: member.certificate,
      authority: member.authority,
    },
    network: member.document,
    authority,
    incarnation: nextIncarnation(join(folder, 'incarnation'), system.nowMs()),
    adminCertificate: rolesOf(member.certificate).has('admin')
      ? new Uint8Array(member.certificate.raw)
      : null,
    firstContacts: member.contacts,
  };
}

async function openAuthority(config: Config, isMember: boolean, system: System): Promise<Authority | null> {
  if (config.network) return openNetwork(config.network);
  const own = join(config.directory, 'network');
  if (hasNetwork(own)) return openNetwork(own);
  return isMember || config.join ? null : await foundNetwork(config.directory, own, system);
}

/** A network of one, for whoever starts the first peer by hand. */
function foundNetwork(directory: string, folder: string, system: System): Promise<Authority> {
  const token = loadOrCreateWriteToken(join(directory, 'write-token'), system);
  const numbers = { replicas: 3, writeQuorum: 2, successors: 8, timing: 'default' as const };
  return createNetwork(folder, { ...numbers, writeTokenHashes: [hashWriteToken(token)] }, system);
}

async function admit(parts: {
  config: Config;
  key: PeerKey;
  found: Membership | null;
  authority: Authority | null;
  register: RegisterCall;
  system: System;
}): Promise<Membership> {
  const { config, key, found, authority, register, system } = parts;
  const isGood = found !== null && !isDueForRenewal(found.certificate, system.nowMs());
  if (isGood || (found && !authority && !config.token)) return found;
  if (authority) return await selfAdmit(key, authority, system.nowMs());
  if (!config.join || !config.token) {
    throw new AcordeError(
      'INVALID_ARGUMENT',
      'To join a network, give both --join HOST:PORT and --token T (from `acorde network token`).',
    );
  }
  return await joinNetwork({
    address: config.join,
    joinToken: config.token,
    key,
    register,
    system,
    deadlineMs: JOIN_DEADLINE_MS,
  });
}

async function selfAdmit(key: PeerKey, authority: Authority, nowMs: number): Promise<Membership> {
  return {
    certificate: await authority.issue(key.publicKey, ['peer', 'admin'], nowMs),
    authority: authority.certificate,
    document: authority.document,
    documentText: authority.documentText,
    contacts: [],
  };
}

function readMembership(folder: string): Membership | null {
  const certificate = loadCertificate(join(folder, 'certificate.pem'));
  const authority = loadCertificate(join(folder, 'ca.pem'));
  if (!certificate || !authority) return null;
  const documentText = readFileSync(join(folder, 'network.json'), 'utf8');
  const document = readNetworkDocument(documentText, authority.publicKey);
  return { certificate, authority, document, documentText, contacts: [] };
}

/** The certificate last: with it, the peer is a member. */
function saveMembership(folder: string, member: Membership): void {
  writeDurably(join(folder, 'network.json'), member.documentText, 0o644);
  saveCertificate(join(folder, 'ca.pem'), member.authority);
  saveCertificate(join(folder, 'certificate.pem'), member.certificate);
}

function expired(certificate: X509Certificate): AcordeError {
  const day = certificate.validToDate.toISOString().slice(0, 10);
  return new AcordeError(
    'UNAUTHENTICATED',
    `This peer's certificate ended on ${day}. Join again: --join HOST:PORT --token T.`,
  );
}
