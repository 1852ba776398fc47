// Behaving fakes for what stands behind the services.
import { type Contact, type Hop, type Identifier, type LookupResult, RemoteError } from '@acorde/chord';
import { AcordeError } from '@acorde/protocol';
import { memberIdOf } from '../../identity/peer-id.ts';
import type { FileId, PeerId, SignedRecord } from '../../records/record.ts';
import type { MemberHandlers, MemberHost, ReplicaPart, ReplicaServer, RingDoor } from '../ports.ts';

export const KEY = 'ab'.repeat(32) as Identifier;

export function contactOf(peerId: string, address = '127.0.0.1:50051', incarnation = 1): Contact {
  return { memberId: memberIdOf(peerId, 0), peerId, index: 0, address, zone: '', incarnation };
}

/** A ring of two in which every lookup takes one hop. */
export function fakeRing(self: Contact, other: Contact): RingDoor & { cancelled: boolean } {
  const ring = {
    cancelled: false,
    snapshots: () => [
      {
        self,
        predecessor: other,
        successors: [other],
        fingers: [{ exponent: 255, contact: other }],
        joined: true,
        phase: 'up' as const,
      },
    ],
    async *lookup(key: Identifier): AsyncGenerator<Hop, LookupResult> {
      try {
        const hop: Hop = {
          index: 1,
          attempt: 1,
          from: self,
          to: other,
          reason: 'successor 1',
          outcome: 'owner',
          ms: 1.5,
        };
        yield hop;
        return { key, owner: other, successors: [self], hops: [hop] };
      } finally {
        ring.cancelled = true;
      }
    },
  };
  return ring;
}

/** A host of one member, which is known a little later than the host is made. */
export function hostOf(self: () => Contact, member: () => MemberHandlers): MemberHost {
  return {
    member: (id) => (id === self().memberId ? member() : null),
    at: (index) => (index === self().index ? member() : null),
  };
}

export function fakeMember(self: Contact, other: Contact): MemberHandlers & { notified: Contact[] } {
  const notified: Contact[] = [];
  return {
    notified,
    handleGetNeighbors: () => ({ member: self, predecessor: null, successors: [other] }),
    handleLookupStep({ key, excluded }) {
      if (excluded.length > 0) throw new RemoteError('busy', 'about to change');
      if (key === KEY) return { kind: 'owner', owner: self, successors: [other] };
      return { kind: 'closer', next: [{ contact: other, reason: 'finger 255' }] };
    },
    handleNotify(from) {
      notified.push(from);
      return Promise.resolve();
    },
    handlePing: () => undefined,
    handleLeaving: () => undefined,
  };
}

export function fakeRecord(peerId: string): SignedRecord {
  return {
    kind: 'holder',
    version: { incarnation: 1, counter: 2 },
    body: new TextEncoder().encode(peerId),
    publicKey: new Uint8Array(44),
    signature: new Uint8Array(64),
  };
}

/** Keeps what it receives in memory; refuses sizes over `sizeMax`. */
export function fakeReplicas(sizeMax = Number.MAX_SAFE_INTEGER): ReplicaServer & {
  received: Uint8Array;
  parts: ReplicaPart[];
} {
  const server = {
    received: new Uint8Array(),
    parts: [] as ReplicaPart[],
    async receive(size: number | undefined, parts: AsyncIterable<ReplicaPart>) {
      if ((size ?? 0) > sizeMax) throw new AcordeError('DISK_FULL', 'the disk is full');
      const chunks: Uint8Array[] = [];
      for await (const part of parts) {
        server.parts.push(part);
        if (part.type === 'data') chunks.push(part.data);
      }
      server.received = Buffer.concat(chunks);
      return fakeRecord('holder');
    },
    async *readChunks(_fileId: FileId, first: number, count: number) {
      for (let index = first; index < first + count; index += 1)
        yield new Uint8Array(1024 * 1024).fill(index);
    },
    giveBack: () => undefined,
    chunks: () => 'all' as const,
    digests: () => new Uint8Array(32 * 10_000).fill(7),
    adopt: () => Promise.resolve(),
  };
  return server;
}

export const PEER_A = '11'.repeat(32) as PeerId;
export const PEER_B = '22'.repeat(32) as PeerId;
