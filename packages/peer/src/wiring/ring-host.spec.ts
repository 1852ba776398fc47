import { type Contact, DEMO, type Identifier, type Remote, RemoteError } from '@acorde/chord';
import { describe, expect, it } from 'vitest';
import { createManualSystem } from '../../test/records/manual-system.ts';
import { memberIdOf } from '../identity/peer-id.ts';
import type { MemberHandlers } from '../rpc/ports.ts';
import { createRingHost, type RingHost } from './ring-host.ts';

const K = 3;

/** Peers with several members each, that reach one another at once. */
class Hosts {
  readonly time = createManualSystem();
  readonly hosts = new Map<string, RingHost>();
  readonly callsToOneself: string[] = [];
  readonly parameters = { ...DEMO, successorListLength: 4 };

  async add(name: string, members: number, via: readonly Contact[] = []): Promise<readonly Contact[]> {
    const selves = contactsOf(name, members);
    const host = createRingHost({
      selves: selves as [Contact, ...Contact[]],
      parameters: this.parameters,
      remote: this.#remoteOf(selves[0]!.peerId),
      system: this.time,
      eventsOf: () => ({ emit() {} }),
      distinctPeersMin: K + 1,
      trace: (lookup) => lookup,
    });
    this.hosts.set(selves[0]!.peerId, host);
    await this.time.run(host.start(via));
    return selves;
  }

  /** Lets time pass until it is so, for a minute at most. */
  async until(isSo: () => boolean): Promise<void> {
    for (let ms = 0; ms < 60_000 && !isSo(); ms += 100) await this.time.advance(100);
    expect(isSo()).toBe(true);
  }

  #remoteOf(from: string): Remote {
    const at = async <T>(to: Contact, handle: (member: MemberHandlers) => T): Promise<T> => {
      if (to.peerId === from) this.callsToOneself.push(to.memberId);
      await Promise.resolve();
      const host = this.hosts.get(to.peerId);
      if (!host) throw new RemoteError('unreachable', 'nobody lives there');
      const member = host.members.member(to.memberId);
      if (!member) throw new RemoteError('not_member', 'not hosted');
      return handle(member);
    };
    return {
      getNeighbors: (to) => at(to, (member) => member.handleGetNeighbors()),
      lookupStep: (to, request) => at(to, (member) => member.handleLookupStep(request)),
      notify: (to, sender) => at(to, (member) => void member.handleNotify(sender)),
      ping: (to) => at(to, (member) => member.handlePing()),
      leaving: (to, sender) => at(to, (member) => member.handleLeaving(sender)),
    };
  }
}

function contactsOf(name: string, members: number): Contact[] {
  const peerId = name.padEnd(64, '0');
  return Array.from({ length: members }, (_, index) => {
    const memberId = memberIdOf(peerId, index);
    return { memberId, peerId, index, address: name, zone: '', incarnation: 1 };
  });
}

/** Four peers with four members each, in one ring. */
async function fourTimesFour(): Promise<{ hosts: Hosts; members: Contact[] }> {
  const hosts = new Hosts();
  const members: Contact[] = [];
  for (const name of ['a', 'b', 'c', 'd']) members.push(...(await hosts.add(name, 4, members.slice(0, 1))));
  const order = [...members].sort((a, b) => (a.memberId < b.memberId ? -1 : 1));
  const isIdeal = () =>
    [...hosts.hosts.values()].every((host) =>
      host.door.snapshots().every(({ self, predecessor, successors }) => {
        const at = order.findIndex(({ memberId }) => memberId === self.memberId);
        const after = order[(at + 1) % order.length]!;
        const before = order[(at + order.length - 1) % order.length]!;
        return successors[0]?.memberId === after.memberId && predecessor?.memberId === before.memberId;
      }),
    );
  await hosts.until(isIdeal);
  return { hosts, members: order };
}

describe('a peer with several members', () => {
  it('has a place on the ring with each of them, and calls none of them over the network', async () => {
    const { hosts, members } = await fourTimesFour();
    expect(members).toHaveLength(16);
    expect(new Set(members.map(({ memberId }) => memberId)).size).toBe(16);
    for (const host of hosts.hosts.values()) {
      expect(host.door.snapshots().map(({ self }) => self.index)).toEqual([0, 1, 2, 3]);
    }
    expect(hosts.callsToOneself).toEqual([]);
  });

  it('answers for its members alone', async () => {
    const { hosts, members } = await fourTimesFour();
    for (const { memberId, peerId } of members) {
      for (const [id, host] of hosts.hosts)
        expect(host.members.member(memberId) !== null).toBe(id === peerId);
    }
  });

  it('names distinct peers enough for the replicas of every key', async () => {
    const { hosts, members } = await fourTimesFour();
    const [host] = [...hosts.hosts.values()];
    for (const { memberId } of members) {
      const { owner, successors } = await hosts.time.run(host!.ring.locate(memberId));
      expect(owner.memberId).toBe(memberId);
      expect(new Set([owner, ...successors].map(({ peerId }) => peerId)).size).toBeGreaterThan(K);
    }
  });

  it('keeps the range of each member, with successors of other peers', async () => {
    const { hosts } = await fourTimesFour();
    for (const [peerId, host] of hosts.hosts) {
      await hosts.time.advance(5_000);
      host.learn(['a', 'b', 'c', 'd'].flatMap((name) => contactsOf(name, 4)));
      const ranges = host.ring.ranges();
      expect(ranges).toHaveLength(4);
      for (const { successors } of ranges) {
        const others = new Set(successors.map((c) => c.peerId).filter((id) => id !== peerId));
        expect(others.size).toBeGreaterThanOrEqual(K - 1);
      }
    }
  });

  it('is gone with all of its members, and the others close the ring', async () => {
    const { hosts } = await fourTimesFour();
    const [victim] = contactsOf('b', 1);
    hosts.hosts.get(victim!.peerId)?.stop();
    hosts.hosts.delete(victim!.peerId);
    for (const host of hosts.hosts.values()) host.suspect(contactsOf('b', 4).map(({ memberId }) => memberId));
    const namesTheDead = () =>
      [...hosts.hosts.values()].some((host) =>
        host.door
          .snapshots()
          .some(({ predecessor, successors }) =>
            [predecessor, ...successors].some((contact) => contact?.peerId === victim!.peerId),
          ),
      );
    await hosts.until(() => !namesTheDead());
  });

  it('that asks for a member which it does not host any more is told so', async () => {
    const hosts = new Hosts();
    await hosts.add('a', 1);
    const gone = contactsOf('a', 2)[1] as Contact;
    hosts.hosts.get(gone.peerId)?.learn([gone]);
    await hosts.time.advance(5_000);
    expect(hosts.hosts.get(gone.peerId)?.door.snapshots()[0]?.successors).toEqual([]);
    expect(hosts.hosts.get(gone.peerId)?.members.member('0'.repeat(64) as Identifier)).toBeNull();
  });
});
