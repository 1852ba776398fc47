// Strangers and crowds at the ports of a running fleet: who has no business there gets a clear no, and who takes too
// much room loses it, while everyone else is served.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNetwork, issueGateway } from '../../packages/peer/src/identity/authority.ts';
import { createRequest } from '../../packages/peer/src/identity/certificate-builder.ts';
import { loadOrCreateKey } from '../../packages/peer/src/identity/key.ts';
import { realSystem } from '../../packages/peer/src/system.ts';
import { callGrpc, field, frame, hold, openSession, say } from '../support/attack.ts';
import { api, eventually, type FleetPeer, type RunningFleet, startFleet } from '../support/fleet.ts';
import { itIsUnharmed } from '../support/unharmed.ts';

const content = randomBytes(300_000);
/** Codes of gRPC. */
const INVALID_ARGUMENT = 3;
const PERMISSION_DENIED = 7;
const UNAUTHENTICATED = 16;

let fleet: RunningFleet;
let peer: FleetPeer;
let folder = '';
let fileId = '';
const joinTokens: string[] = [];
const portOf = (url: string) => Number(new URL(url).port);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'acorde-attack-'));
  fleet = await startFleet({ peers: 4 });
  peer = fleet.peers[1]!;
  const put = await api(fleet, peer).put('precious.bin', content);
  fileId = ((await put.json()) as { id: string }).id;
});
afterAll(async () => {
  await fleet?.dispose();
  rmSync(folder, { recursive: true, force: true });
});

describe("strangers at a peer's door", () => {
  const listPeers = '/acorde.v1.RegistryService/ListPeers';
  const registerPeer = '/acorde.v1.RegistryService/RegisterPeer';
  const ping = '/acorde.internal.v1.MemberService/Ping';
  const door = () => `https://${peer.address}`;
  const identityIn = (path: string) => ({
    key: readFileSync(join(path, 'key.pem')),
    cert: readFileSync(join(path, 'certificate.pem')),
  });

  it('without a certificate get nothing but an ear for their join token', async () => {
    const session = openSession(door());
    for (const path of [
      listPeers,
      ping,
      '/acorde.internal.v1.RecordService/Store',
      '/acorde.v1.FileService/Put',
    ]) {
      expect([path, (await callGrpc(session, path, frame(Buffer.alloc(0)))).grpcStatus]).toEqual([
        path,
        UNAUTHENTICATED,
      ]);
    }
    expect((await callGrpc(session, registerPeer, frame(Buffer.alloc(0)))).grpcStatus).toBe(UNAUTHENTICATED);
    session.close();
  });

  it('with the certificate of another network are strangers too', async () => {
    const network = join(folder, 'foreign');
    const settings = {
      replicas: 3,
      writeQuorum: 2,
      successors: 4,
      timing: 'demo',
      writeTokenHashes: [],
    } as const;
    await createNetwork(network, settings, realSystem);
    await issueGateway(network, join(folder, 'foreign-gateway'), realSystem);
    const session = openSession(door(), identityIn(join(folder, 'foreign-gateway')));
    expect((await callGrpc(session, listPeers, frame(Buffer.alloc(0)))).grpcStatus).toBe(UNAUTHENTICATED);
    session.close();
  });

  it('with the certificate of the gateway may ask, but not do what peers do, nor write without the token', async () => {
    const session = openSession(door(), identityIn(join(fleet.data, 'gateway')));
    expect((await callGrpc(session, listPeers, frame(Buffer.alloc(0)))).grpcStatus).toBe(0);
    for (const method of [
      ...['MemberService/Ping', 'MemberService/Notify', 'MembershipService/Exchange', 'RecordService/Store'],
      ...['RecordService/Remove', 'ReplicaService/Adopt', 'ReplicaService/Replicate'],
    ]) {
      const answer = await callGrpc(session, `/acorde.internal.v1.${method}`, frame(Buffer.alloc(0)));
      expect([method, answer.grpcStatus]).toEqual([method, PERMISSION_DENIED]);
    }
    const put = frame(field(1, field(1, 'by-the-gateway')));
    expect((await callGrpc(session, '/acorde.v1.FileService/Put', put)).grpcStatus).toBe(UNAUTHENTICATED);
    session.close();
  });

  it('are admitted once for each token, and never by one that is not of this network', async () => {
    const session = openSession(door());
    const first = await createRequest(loadOrCreateKey(join(folder, 'first.pem')));
    const second = await createRequest(loadOrCreateKey(join(folder, 'second.pem')));
    const good = await joinToken();
    const fingerprint = good.split('.')[2];
    const register = async (token: string, csr: Uint8Array) =>
      (await callGrpc(session, registerPeer, frame(Buffer.concat([field(1, token), field(2, csr)]))))
        .grpcStatus;

    expect(await register(good, randomBytes(100))).toBe(INVALID_ARGUMENT);
    expect(await register(`acorde1.${'A'.repeat(43)}.${fingerprint}`, first)).toBe(UNAUTHENTICATED);
    expect(await register(`${good.split('.').slice(0, 2).join('.')}.${'A'.repeat(43)}`, first)).toBe(
      UNAUTHENTICATED,
    );
    expect(await register(fleet.token, first)).toBe(UNAUTHENTICATED);
    expect(await register('../../../etc/passwd', first)).toBe(UNAUTHENTICATED);
    expect(await register('A'.repeat(100_000), first)).toBe(UNAUTHENTICATED);
    expect(await register(good, first)).toBe(0);
    expect(await register(good, second)).toBe(UNAUTHENTICATED);
    session.close();
  });

  it('that speak TLS 1.2, plain HTTP or nothing known are shown out', async () => {
    const port = Number(peer.address.split(':')[1]);
    const old = connectTls({ port, host: '127.0.0.1', maxVersion: 'TLSv1.2', rejectUnauthorized: false });
    await expect(
      new Promise((resolve, reject) => {
        old.once('secureConnect', resolve);
        old.once('error', reject);
      }),
    ).rejects.toThrow();
    for (const bytes of [
      'GET / HTTP/1.1\r\nhost: x\r\n\r\n',
      randomBytes(2_000),
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    ]) {
      expect(await say(port, bytes)).not.toContain('200 OK');
    }
  });
});

describe('crowds', () => {
  it('of silent, half-open and babbling connections leave room for others', async () => {
    const ports = [portOf(peer.api), Number(peer.address.split(':')[1]), portOf(fleet.dashboard)];
    const held = await Promise.all([
      ...ports.map((port) => hold(port, 100)),
      ...ports.map((port) => hold(port, 50, 'GET /v1/peers HTTP/1.1\r\nhost: 127.0.0.1\r\nx: ')),
      ...ports.map((port) => hold(port, 50, 'PRI * HTTP/2.0\r\n\r\nSM\r\n')),
    ]);
    await Promise.all(
      ports.flatMap((port) => Array.from({ length: 20 }, () => say(port, randomBytes(3_000)))),
    );
    const startedMs = performance.now();
    expect((await fetch(`${peer.api}/v1/peers`)).status).toBe(200);
    expect((await fetch(`${fleet.dashboard}/api/fleet`)).status).toBe(200);
    expect(performance.now() - startedMs).toBeLessThan(5_000);
    for (const socket of held.flat()) socket.destroy();
  });

  it('of streams that are opened and reset end their own session only', async () => {
    const session = openSession(peer.api);
    for (let index = 0; index < 1_000 && !session.destroyed; index++) {
      const stream = session.request({ ':method': 'GET', ':path': `/v1/files/${fileId}` });
      stream.on('error', () => {});
      stream.close(8);
    }
    expect((await fetch(`${peer.api}/v1/files/${fileId}`)).status).toBe(200);
    session.destroy();
    // A download of nobody would hold one of the peer's places for transfers for ever.
    const states = async () => {
      const { transfers } = (await (await fetch(`${peer.api}/v1/transfers`)).json()) as {
        transfers: { state: string }[];
      };
      return transfers.map(({ state }) => state);
    };
    await eventually('no transfer', 15_000, states, (all) => !all.includes('running'));
  });
});

describe('after all that', () => {
  itIsUnharmed(() => ({
    fleet,
    fileId,
    content,
    secrets: joinTokens.map((token) => token.split('.')[1] ?? token),
  }));
});

async function joinToken(): Promise<string> {
  const headers = { authorization: `Bearer ${fleet.token}` };
  const answer = await fetch(`${peer.api}/v1/network/tokens`, { method: 'POST', headers });
  const { token } = (await answer.json()) as { token: string };
  joinTokens.push(token);
  return token;
}
