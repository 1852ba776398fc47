// A network's authority: the key that signs certificates and the network document. It lives in a folder of its own
// (ca.key, ca.pem, network.json, tokens/); peers that are given that folder are the network's registrars.
import { createPrivateKey, generateKeyPairSync, type KeyObject, type X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AcordeError } from '@acorde/protocol';
import type { System } from '../system.ts';
import { loadCertificate, type Role, saveCertificate, spkiOf } from './certificate.ts';
import { issueAuthority, issueLeaf } from './certificate-builder.ts';
import { createDurably, writeDurably } from './durable-file.ts';
import { loadOrCreateKey } from './key.ts';
import { type NetworkDocument, readNetworkDocument, signNetworkDocument } from './network-document.ts';
import { peerIdOf } from './peer-id.ts';

const DAY_MS = 24 * 3_600_000;
const AUTHORITY_LIFETIME_MS = 10 * 365 * DAY_MS;
/** Shorter lives come with RegistryService.Renew. */
export const LEAF_LIFETIME_MS = 30 * DAY_MS;

export interface NetworkOptions {
  readonly replicas: number;
  readonly writeQuorum: number;
  /** Length of the successor lists. */
  readonly successors: number;
  readonly timing?: NetworkDocument['timing'];
  /** 64 hex digits each. */
  readonly writeTokenHashes: readonly string[];
}

export interface Authority {
  /** The network's folder. */
  readonly folder: string;
  readonly certificate: X509Certificate;
  readonly document: NetworkDocument;
  /** The document as it is signed and sent. */
  readonly documentText: string;
  /** A certificate for a public key (SPKI, DER). */
  issue(publicKey: Uint8Array, roles: readonly Role[], nowMs: number): Promise<X509Certificate>;
}

/** Makes a network: key, certificate, signed document. The document is written last: with it, the network exists.
 * Errors: INVALID_ARGUMENT when the folder has one, or the numbers cannot work. */
export async function createNetwork(
  folder: string,
  options: NetworkOptions,
  system: System,
): Promise<Authority> {
  if (hasNetwork(folder)) throw new AcordeError('INVALID_ARGUMENT', `${folder} already has a network`);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const validity = { nowMs: system.nowMs(), lifetimeMs: AUTHORITY_LIFETIME_MS };
  const certificate = await issueAuthority(privateKey, publicKey, validity);
  const document = signNetworkDocument(
    {
      ...options,
      format: 1,
      partitions: 16,
      timing: options.timing ?? 'default',
      networkId: networkIdOf(certificate),
      writeTokenHashes: [...options.writeTokenHashes],
      created: system.nowMs(),
    },
    privateKey,
  );
  writeDurably(keyPath(folder), privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  saveCertificate(certificatePath(folder), certificate);
  createDurably(documentPath(folder), document, 0o644);
  return openNetwork(folder);
}

export function hasNetwork(folder: string): boolean {
  return existsSync(documentPath(folder));
}

/** Errors: INVALID_ARGUMENT when the folder holds no network. */
export function openNetwork(folder: string): Authority {
  const certificate = loadCertificate(certificatePath(folder));
  if (!certificate || !hasNetwork(folder)) {
    throw new AcordeError(
      'INVALID_ARGUMENT',
      `${folder} has no network: make one with \`acorde network init\``,
    );
  }
  const privateKey: KeyObject = createPrivateKey(readFileSync(keyPath(folder), 'utf8'));
  const documentText = readFileSync(documentPath(folder), 'utf8');
  return {
    folder,
    certificate,
    documentText,
    document: readNetworkDocument(documentText, certificate.publicKey),
    issue: (publicKey, roles, nowMs) =>
      issueLeaf({ certificate, privateKey }, publicKey, roles, { nowMs, lifetimeMs: LEAF_LIFETIME_MS }),
  };
}

/** SHA-256 of the authority's public key, hex: the network's name, and what a join token pins. */
export function networkIdOf(certificate: X509Certificate): string {
  return peerIdOf(spkiOf(certificate));
}

/** Makes `key.pem`, `certificate.pem` and `ca.pem` for a gateway in a folder of its own. */
export async function issueGateway(networkFolder: string, outFolder: string, system: System): Promise<void> {
  const authority = openNetwork(networkFolder);
  const key = loadOrCreateKey(join(outFolder, 'key.pem'));
  const certificate = await authority.issue(key.publicKey, ['gateway'], system.nowMs());
  saveCertificate(join(outFolder, 'certificate.pem'), certificate);
  saveCertificate(join(outFolder, 'ca.pem'), authority.certificate);
}

const keyPath = (folder: string) => join(folder, 'ca.key');
const certificatePath = (folder: string) => join(folder, 'ca.pem');
const documentPath = (folder: string) => join(folder, 'network.json');
