import { createPrivateKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AcordeError } from '@acorde/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { realSystem, type System } from '../system.ts';
import { createRegistrar, refuseAdmission } from './admission.ts';
import { type Authority, createNetwork, issueGateway, LEAF_LIFETIME_MS, openNetwork } from './authority.ts';
import { bearerOf, isDueForRenewal, loadCertificate, rolesOf } from './certificate.ts';
import { createRequest, publicKeyOfRequest } from './certificate-builder.ts';
import { nextIncarnation } from './incarnation.ts';
import { consumeJoinToken, createJoinToken, JOIN_TOKEN_LIFETIME_MS, parseJoinToken } from './join-token.ts';
import { createSigner, loadOrCreateKey } from './key.ts';
import { readNetworkDocument, signNetworkDocument } from './network-document.ts';
import { memberIdOf, peerIdOf } from './peer-id.ts';
import { createAuthorizer, hashWriteToken, loadOrCreateWriteToken } from './write-token.ts';

const OPTIONS = { replicas: 3, writeQuorum: 2, successors: 4, writeTokenHashes: [hashWriteToken('secret')] };
const START_MS = Date.UTC(2026, 0, 1);

let folder: string;
let nowMs: number;
let system: System;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'acorde-identity-'));
  nowMs = START_MS;
  system = { ...realSystem, nowMs: () => nowMs };
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);
const codeOf = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    if (error instanceof AcordeError) return error.code;
    throw error;
  }
  return 'ok';
};

describe('a peer key', () => {
  it('is made once, for its owner alone, and signs', () => {
    const key = loadOrCreateKey(at('peer.key'));
    expect(statSync(at('peer.key')).mode & 0o777).toBe(0o600);
    expect(loadOrCreateKey(at('peer.key')).peerId).toBe(key.peerId);
    const bytes = Buffer.from('a record');
    const signature = createSigner(key, null).sign(bytes);
    const spki = { key: Buffer.from(key.publicKey), format: 'der' as const, type: 'spki' as const };
    expect(verify(null, bytes, spki, signature)).toBe(true);
  });

  it('is refused when the file holds something else', () => {
    writeFileSync(at('broken.key'), 'no key');
    expect(codeOf(() => loadOrCreateKey(at('broken.key')))).toBe('INVALID_ARGUMENT');
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    writeFileSync(at('p256.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    expect(codeOf(() => loadOrCreateKey(at('p256.key')))).toBe('INVALID_ARGUMENT');
  });

  it('gives the peer and its members fixed places on the ring', () => {
    const peerId = peerIdOf(new Uint8Array(44));
    expect(peerId).toBe('85759b3811ff7dc47b03792ac85317be51431a3f9e01dcafce317ed736a391b0');
    expect(memberIdOf(peerId, 0)).toBe('88b7fb75a0479eeefb80a92ec015793ad6c711ca3a7971611712fe1f8aaee5b2');
    expect(memberIdOf(peerId, 1)).not.toBe(memberIdOf(peerId, 0));
  });
});

describe('an incarnation', () => {
  it('is the time, and rises even when the clock was set back', () => {
    expect(nextIncarnation(at('incarnation'), 1000)).toBe(1000);
    expect(nextIncarnation(at('incarnation'), 2000)).toBe(2000);
    expect(nextIncarnation(at('incarnation'), 500)).toBe(2001);
  });

  it('starts anew from the time when the file is garbage', () => {
    writeFileSync(at('incarnation'), 'garbage');
    expect(nextIncarnation(at('incarnation'), 1000)).toBe(1000);
  });
});

describe('the write token', () => {
  it('is kept in a file for its owner alone and accepted as a bearer', () => {
    const token = loadOrCreateWriteToken(at('token'), system);
    expect(loadOrCreateWriteToken(at('token'), system)).toBe(token);
    expect(statSync(at('token')).mode & 0o777).toBe(0o600);
    const authorizer = createAuthorizer(() => [hashWriteToken('another'), hashWriteToken(token)]);
    expect(codeOf(() => authorizer.checkWrite(`Bearer ${token}`))).toBe('ok');
  });

  it.each([null, '', 'Bearer', 'Bearer wrong', 'Basic c2VjcmV0', 'secret', `Bearer ${'x'.repeat(1000)}`])(
    'refuses %j',
    (authorization) => {
      const authorizer = createAuthorizer(() => [hashWriteToken('secret')]);
      expect(codeOf(() => authorizer.checkWrite(authorization))).toBe('UNAUTHENTICATED');
    },
  );
});

describe('a network document', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const document = {
    format: 1 as const,
    networkId: 'ab'.repeat(32),
    replicas: 3,
    writeQuorum: 2,
    partitions: 16 as const,
    timing: 'demo' as const,
    successors: 4,
    writeTokenHashes: [],
    created: START_MS,
  };

  it('is read as it was signed', () => {
    expect(readNetworkDocument(signNetworkDocument(document, privateKey), publicKey)).toEqual(document);
  });

  it('is refused when a byte differs, another key signed it, or it is no document', () => {
    const text = signNetworkDocument(document, privateKey);
    const other = generateKeyPairSync('ed25519').publicKey;
    expect(codeOf(() => readNetworkDocument(text.replace('replicas\\":3', 'replicas\\":1'), publicKey))).toBe(
      'INVALID_ARGUMENT',
    );
    expect(codeOf(() => readNetworkDocument(text, other))).toBe('INVALID_ARGUMENT');
    for (const junk of ['', '{}', 'null', '[]', '{"body":1,"signature":2}', 'x'.repeat(100_000)]) {
      expect(codeOf(() => readNetworkDocument(junk, publicKey))).toBe('INVALID_ARGUMENT');
    }
  });

  it('is not signed when its numbers cannot work', () => {
    expect(codeOf(() => signNetworkDocument({ ...document, writeQuorum: 4 }, privateKey))).toBe(
      'INVALID_ARGUMENT',
    );
  });
});

describe('an authority', () => {
  let authority: Authority;

  beforeEach(async () => {
    authority = await createNetwork(at('network'), OPTIONS, system);
  });

  it('is made once and opened again', async () => {
    await expect(createNetwork(at('network'), OPTIONS, system)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
    expect(openNetwork(at('network')).document).toEqual(authority.document);
    expect(statSync(at('network/ca.key')).mode & 0o777).toBe(0o600);
    expect(codeOf(() => openNetwork(at('nowhere')))).toBe('INVALID_ARGUMENT');
  });

  it('issues certificates that name the peer and its roles, for 30 days', async () => {
    const key = loadOrCreateKey(at('peer.key'));
    const certificate = await authority.issue(key.publicKey, ['peer', 'admin'], nowMs);
    const bearer = bearerOf(certificate, authority.certificate, nowMs);
    expect(bearer).toMatchObject({ peerId: key.peerId, expiresMs: nowMs + LEAF_LIFETIME_MS });
    expect([...(bearer?.roles ?? [])]).toEqual(['peer', 'admin']);
    expect(certificate.subjectAltName).toContain('DNS:peer.acorde');
    expect(isDueForRenewal(certificate, nowMs + LEAF_LIFETIME_MS / 2)).toBe(false);
    expect(isDueForRenewal(certificate, nowMs + LEAF_LIFETIME_MS * 0.7)).toBe(true);
  });

  it('does not answer for certificates that are expired, from the future, foreign, or its own', async () => {
    const key = loadOrCreateKey(at('peer.key'));
    const foreign = await createNetwork(at('foreign'), OPTIONS, system);
    const certificate = await authority.issue(key.publicKey, ['peer'], nowMs);
    const check = (candidate: typeof certificate, time: number) =>
      bearerOf(candidate, authority.certificate, time);
    expect(check(certificate, nowMs + LEAF_LIFETIME_MS)).toBeNull();
    expect(check(certificate, nowMs - 3_600_000)).toBeNull();
    expect(check(await foreign.issue(key.publicKey, ['peer'], nowMs), nowMs)).toBeNull();
    expect(check(authority.certificate, nowMs)).toBeNull();
  });

  it('makes the files of a gateway', async () => {
    await issueGateway(at('network'), at('gateway'), system);
    const certificate = loadCertificate(at('gateway/certificate.pem'));
    expect([...rolesOf(certificate!)]).toEqual(['gateway']);
    expect(createPrivateKey(readFileSync(at('gateway/key.pem'))).asymmetricKeyType).toBe('ed25519');
  });

  it('reads the key of a request that its owner signed, and of no other', async () => {
    const key = loadOrCreateKey(at('peer.key'));
    const request = await createRequest(key);
    expect(peerIdOf(await publicKeyOfRequest(request))).toBe(key.peerId);
    const forged = request.slice();
    forged[forged.length - 1]! ^= 1;
    for (const bad of [forged, new Uint8Array(), new Uint8Array(10_000), request.slice(0, 50)]) {
      await expect(publicKeyOfRequest(bad)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    }
  });

  describe('with join tokens', () => {
    const consume = (token: string, peerId = loadOrCreateKey(at('peer.key')).peerId) =>
      consumeJoinToken(at('network'), authority.document.networkId, token, peerId, nowMs);
    const makeToken = () => createJoinToken(at('network'), authority.document.networkId, system);

    it('carries the fingerprint of the network and keeps only the hash of the secret', () => {
      const token = parseJoinToken(makeToken());
      expect(token.networkId).toBe(authority.document.networkId);
      expect(token.secret).toHaveLength(43);
    });

    it('admits one peer, once, though that one may repeat itself', () => {
      const token = makeToken();
      consume(token);
      consume(token);
      const other = loadOrCreateKey(at('other.key')).peerId;
      expect(() => consume(token, other)).toThrow(/has been used/);
    });

    it('refuses what is expired, unknown, malformed or of another network', async () => {
      const token = makeToken();
      nowMs += JOIN_TOKEN_LIFETIME_MS;
      expect(() => consume(token)).toThrow(/expired/);
      const unknown = makeToken().replace(/\.[^.]+\./, `.${'A'.repeat(43)}.`);
      expect(() => consume(unknown)).toThrow(/unknown/);
      expect(() => consume('../../etc/passwd')).toThrow(/malformed/);
      const foreign = await createNetwork(at('foreign'), OPTIONS, system);
      const elsewhere = createJoinToken(at('foreign'), foreign.document.networkId, system);
      expect(() => consume(elsewhere)).toThrow(/another network/);
      expect(codeOf(() => consume(elsewhere))).toBe('UNAUTHENTICATED');
    });

    it('forgets tokens a day after their end', () => {
      const token = makeToken();
      nowMs += JOIN_TOKEN_LIFETIME_MS + 25 * 3_600_000;
      makeToken();
      expect(() => consume(token)).toThrow(/unknown/);
    });

    it('lets a registrar admit a peer, and say who can when it cannot', async () => {
      const admitted: string[] = [];
      const key = loadOrCreateKey(at('peer.key'));
      const registrar = createRegistrar({
        authority,
        roles: ['peer'],
        contacts: () => [],
        onAdmitted: (peerId) => admitted.push(peerId),
        system,
      });
      await expect(registrar.register(makeToken(), new Uint8Array([1, 2]))).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
      });
      const reply = await registrar.register(makeToken(), await createRequest(key));
      expect(reply.certificatePem).toContain('BEGIN CERTIFICATE');
      expect(admitted).toEqual([key.peerId]);
      await expect(refuseAdmission(() => ['10.0.0.1:50051']).register('', new Uint8Array())).rejects.toThrow(
        /does not admit others: ask 10.0.0.1:50051/,
      );
    });
  });
});

it('does not accept a signature of another purpose as a network document', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const body = '{"format":1}';
  const signature = sign(null, Buffer.from(body), privateKey).toString('base64');
  expect(codeOf(() => readNetworkDocument(JSON.stringify({ body, signature }), publicKey))).toBe(
    'INVALID_ARGUMENT',
  );
});
