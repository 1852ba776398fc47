// A peer of the network that lies, over real connections: what it says is refused at the door, proves that it is alive,
// and is never believed.
import type { Contact } from '@acorde/chord';
import { contactToMessage } from '@acorde/protocol';
import { MemberService } from '@acorde/protocol/gen/acorde/internal/v1/member_pb.ts';
import type { ServiceImpl } from '@connectrpc/connect';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { memberIdOf } from '../identity/peer-id.ts';
import { realSystem } from '../system.ts';
import { memberService } from './member-service.ts';
import { createRemote } from './remote.ts';
import { contactOf, fakeMember, hostOf, KEY, PEER_A, PEER_B } from './test/fakes.ts';
import { TestNetwork, type TestPeer } from './test/peers.ts';

const OPTIONS = { timeoutMs: 5_000 };
const STEP = { key: KEY, excluded: [], routing: 'classic' as const };
const honest = contactOf(PEER_B, '127.0.0.1:1');
const said = (changed: Partial<Contact>) => contactToMessage({ ...honest, ...changed });

let network: TestNetwork;
let caller: TestPeer;

beforeEach(async () => {
  network = new TestNetwork();
  caller = await network.peer('caller', () => undefined);
});
afterEach(() => network.stop());

/** What a caller makes of a peer that answers with these. */
async function liar(lies: (self: () => Contact) => Partial<ServiceImpl<typeof MemberService>>) {
  const peer: TestPeer = await network.peer('liar', (router) => {
    router.service(
      MemberService,
      lies(() => to()),
    );
  });
  const to = () => contactOf(peer.peerId, peer.address);
  return { to: to(), remote: createRemote(caller.client) };
}

describe('neighbours that are a lie', () => {
  it.each([
    ['nobody', () => ({})],
    ['another member than the one asked', () => ({ member: said({}) })],
    ['a member at a place of its own choice', () => ({ successors: [said({ memberId: KEY as never })] })],
    ['a member of another index than its place', () => ({ successors: [said({ index: 3 })] })],
    ['more members than a peer may host', () => ({ successors: [said({ index: 16 })] })],
    ['an endless list', () => ({ successors: Array(65).fill(said({})) })],
    ['a predecessor without a peer', () => ({ predecessor: said({ peerId: 'nobody' }) })],
    ['no address', () => ({ successors: [said({ address: '' })] })],
    ['an endless address', () => ({ successors: [said({ address: 'x'.repeat(301) })] })],
    ['an endless zone', () => ({ successors: [said({ zone: 'x'.repeat(65) })] })],
    ['an incarnation beyond all numbers', () => ({ successors: [{ ...said({}), incarnation: 2n ** 60n }] })],
  ])('%s: refused, and the liar counts as alive', async (what, lie) => {
    const { to, remote } = await liar((self) => ({
      getNeighbors: () => ({
        ...(what === 'nobody' ? {} : { member: contactToMessage(self()) }),
        ...lie(),
      }),
    }));
    await expect(remote.getNeighbors(to, OPTIONS)).rejects.toMatchObject({ kind: 'answered' });
  });
});

describe('an answer that has not changed', () => {
  it('that was never given is nonsense', async () => {
    const { to, remote } = await liar(() => ({ getNeighbors: () => ({ unchanged: true }) }));
    await expect(remote.getNeighbors(to, OPTIONS)).rejects.toMatchObject({ kind: 'answered' });
  });
});

describe('neighbours in few bytes that are a lie', () => {
  const peerId = new Uint8Array(32);
  const endpoint = Uint8Array.of(10, 0, 0, 1, 0, 80);
  it.each([
    ['a place of a list that was never told', { list: { order: [1] } }],
    ['a newcomer without a peer', { list: { fresh: [{ endpoint }] } }],
    ['an endless list', { list: { fresh: Array(65).fill({ peerId, endpoint }) } }],
    ['another member than the one asked', { self: { peerId, endpoint }, list: {} }],
  ])('%s: refused, and the liar counts as alive', async (_, lie) => {
    const { to, remote } = await liar(() => ({ getNeighbors: () => lie }));
    await expect(remote.getNeighbors(to, OPTIONS)).rejects.toMatchObject({ kind: 'answered' });
  });
});

describe('a step of a lookup that is a lie', () => {
  it.each([
    ['without an answer', {}],
    [
      'an owner at a place of its own choice',
      { answer: { case: 'owner', value: { owner: said({ memberId: KEY as never }) } } },
    ],
    ['an unchanged answer that was never given', { answer: { case: 'owner', value: { unchanged: true } } }],
    ['no owner', { answer: { case: 'owner', value: {} } }],
    ['endless candidates in few bytes', { answer: { case: 'closer', value: { brief: Array(65).fill({}) } } }],
    ['a candidate that is nobody', { answer: { case: 'closer', value: { brief: [{}] } } }],
    [
      'endless candidates',
      { answer: { case: 'closer', value: { next: Array(65).fill({ contact: said({}), reason: '' }) } } },
    ],
    [
      'a candidate at a place of its own choice',
      { answer: { case: 'closer', value: { next: [{ contact: said({ memberId: KEY as never }) }] } } },
    ],
  ])('%s: refused, and the liar counts as alive', async (_, lie) => {
    const { to, remote } = await liar(() => ({ lookupStep: () => lie as object }));
    await expect(remote.lookupStep(to, STEP, OPTIONS)).rejects.toMatchObject({ kind: 'answered' });
  });

  it('with reasons longer than any: cut, since they are only shown', async () => {
    const next = [{ contact: said({}), reason: 'x'.repeat(10_000) }];
    const { to, remote } = await liar(() => ({
      lookupStep: () => ({ answer: { case: 'closer' as const, value: { next } } }),
    }));
    const reply = await remote.lookupStep(to, STEP, OPTIONS);
    expect(reply.kind === 'closer' && reply.next[0]?.reason.length).toBe(64);
  });
});

describe('a contact with an address where no peer can live', () => {
  it.each([
    '169.254.169.254:80',
    '224.0.0.1:80',
    '0.0.0.0:80',
    '[fe80::1]:80',
    'metadata.google.internal:80',
    'x',
  ])('%s is never called', async (address) => {
    const remote = createRemote(caller.client);
    const to = contactOf(PEER_B, address);
    await expect(remote.ping(to, OPTIONS)).rejects.toMatchObject({ kind: 'unreachable' });
  });

  it('of another peer than the contact names is left again before anything is said', async () => {
    const other = await network.peer('other', (router) => {
      router.service(MemberService, { ping: () => ({}) });
    });
    const remote = createRemote(caller.client);
    const to = contactOf(PEER_A, other.address);
    await expect(remote.ping(to, OPTIONS)).rejects.toMatchObject({ kind: 'unreachable' });
  });
});

describe('notifies at the door', () => {
  async function victim() {
    const peer: TestPeer = await network.peer('victim', (router) => {
      const frozen = { ...realSystem, monotonicMs: () => 0 };
      memberService(
        router,
        hostOf(
          () => to(),
          () => member,
        ),
        frozen,
      );
    });
    const to = () => contactOf(peer.peerId, peer.address);
    const member = fakeMember(to(), honest);
    return { to: to(), member, remote: createRemote(caller.client) };
  }

  it('are taken from the member itself alone', async () => {
    const { to, member, remote } = await victim();
    const own = contactOf(caller.peerId, caller.address);
    for (const from of [honest, { ...own, peerId: PEER_A }]) {
      await expect(remote.notify(to, from, OPTIONS)).rejects.toMatchObject({ kind: 'answered' });
      await expect(remote.leaving(to, from, OPTIONS)).rejects.toMatchObject({ kind: 'answered' });
    }
    const { memberId } = to;
    for (const lie of [{ memberId: KEY as never }, { index: 1 }, { peerId: PEER_A }]) {
      const request = { memberId, from: contactToMessage({ ...own, ...lie }) };
      const inWords = caller.client.call(MemberService, to, OPTIONS, (members, rpc) =>
        members.notify(request, rpc),
      );
      await expect(inWords).rejects.toMatchObject({ source: 'answered' });
    }
    const second = { ...own, index: 1, memberId: memberIdOf(caller.peerId, 1) };
    await remote.notify(to, second, OPTIONS);
    expect(member.notified).toEqual([second]);
  });

  it('of a flood stop at the budget of its peer', async () => {
    const { to, member, remote } = await victim();
    const from = contactOf(caller.peerId, caller.address);
    let refused = 0;
    for (let batch = 0; batch < 11; batch += 1) {
      const calls = Array.from({ length: 100 }, () =>
        remote.notify(to, from, OPTIONS).catch((error: { kind: string }) => {
          expect(error.kind).toBe('answered');
          refused += 1;
        }),
      );
      await Promise.all(calls);
    }
    expect([member.notified.length, refused]).toEqual([1_000, 100]);
  });
});
