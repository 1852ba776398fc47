// A newcomer, a registrar and the wire between them.
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRegistrar, refuseAdmission } from '../identity/admission.ts';
import type { Authority } from '../identity/authority.ts';
import { type JoinOptions, joinNetwork, type RegisterCall } from '../identity/join-network.ts';
import { createJoinToken } from '../identity/join-token.ts';
import { createSigner, loadOrCreateKey } from '../identity/key.ts';
import { signPeerRecord } from '../membership/peer-record.ts';
import { realSystem } from '../system.ts';
import type { Admission } from './ports.ts';
import { createRegisterCall } from './register-call.ts';
import { registryService } from './registry-service.ts';
import { TestNetwork, type TestPeer } from './test/peers.ts';

let network: TestNetwork;
let authority: Authority;
let registrar: TestPeer;
let admission: Admission;

beforeEach(async () => {
  network = new TestNetwork();
  authority = await network.authority();
  const directory = { list: () => [] };
  registrar = await network.peer('registrar', (router) =>
    registryService(router, { directory, admission: { register: (...args) => admission.register(...args) } }),
  );
  const facts = {
    name: 'r',
    address: registrar.address,
    api: '',
    zone: '',
    incarnation: 1,
    members: 1,
    version: '',
    leaving: false,
    registrar: true,
  };
  admission = createRegistrar({
    authority,
    roles: ['peer', 'admin'],
    contacts: () => [signPeerRecord(facts, createSigner(registrar.key, null))],
    onAdmitted: () => undefined,
    system: realSystem,
  });
});

afterEach(() => network.stop());

function options(overrides: Partial<JoinOptions> = {}): JoinOptions {
  return {
    address: registrar.address,
    joinToken: createJoinToken(authority.folder, authority.document.networkId, realSystem),
    key: loadOrCreateKey(join(network.folder, 'newcomer.key')),
    register: createRegisterCall(realSystem),
    system: realSystem,
    deadlineMs: 0,
    ...overrides,
  };
}

describe('a newcomer with a good token', () => {
  it('gets a certificate, the network and first contacts', async () => {
    const joined = await joinNetwork(options());
    expect(joined.document).toEqual(authority.document);
    expect(joined.authority.fingerprint256).toBe(authority.certificate.fingerprint256);
    expect(joined.certificate.subjectAltName).toContain('urn:acorde:role:admin');
    expect(joined.contacts).toHaveLength(1);
  });

  it('waits for a registrar that is not up yet', async () => {
    let refusals = 2;
    const register: RegisterCall = (...args) => {
      if (refusals-- > 0) return Promise.reject(new (class extends Error {})('not a failure that passes'));
      return createRegisterCall(realSystem)(...args);
    };
    await expect(joinNetwork(options({ register }))).rejects.toThrow('not a failure that passes');
    const { address } = registrar;
    await registrar.listener.stop();
    const joining = joinNetwork(options({ deadlineMs: 10_000 }));
    await registrar.listener.start('127.0.0.1', Number(address.split(':')[1]));
    expect((await joining).document).toEqual(authority.document);
  });
});

describe('a token', () => {
  it('admits one peer only', async () => {
    const first = options();
    await joinNetwork(first);
    const second = options({
      joinToken: first.joinToken,
      key: loadOrCreateKey(join(network.folder, 'second.key')),
    });
    await expect(joinNetwork(second)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: expect.stringContaining('has been used'),
    });
  });

  it('of another network is never shown to this one', async () => {
    const foreign = new TestNetwork();
    const other = await foreign.authority();
    let shown = false;
    const register: RegisterCall = () => {
      shown = true;
      return Promise.reject(new Error('must not be called'));
    };
    const joinToken = createJoinToken(other.folder, other.document.networkId, realSystem);
    await expect(joinNetwork(options({ joinToken, register }))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    expect(shown).toBe(false);
    await foreign.stop();
  });

  it('that is malformed is refused before anybody is asked', async () => {
    await expect(joinNetwork(options({ joinToken: 'nonsense' }))).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });

  it('is of no use at a peer that is no registrar', async () => {
    admission = refuseAdmission(() => ['10.0.0.1:50051']);
    await expect(joinNetwork(options())).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

it('does not accept a certificate for another key', async () => {
  const other = loadOrCreateKey(join(network.folder, 'other.key'));
  const register: RegisterCall = async () => ({
    certificatePem: (await authority.issue(other.publicKey, ['peer'], realSystem.nowMs())).toString(),
    networkDocument: new TextEncoder().encode(authority.documentText),
    contacts: [],
  });
  await expect(joinNetwork(options({ register }))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});

it('gives up where nobody listens', async () => {
  await registrar.listener.stop();
  await expect(joinNetwork(options())).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' });
});
