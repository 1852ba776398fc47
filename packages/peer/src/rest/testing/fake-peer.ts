// A whole peer behind the API, without a network.

import { createHash } from 'node:crypto';
import type { Contact, Hop, Identifier, LookupResult, RingSnapshot } from '@acorde/chord';
import { AcordeError } from '@acorde/protocol';
import type { PeerView } from '../../membership/peer-view.ts';
import type { PeerId } from '../../records/record.ts';
import type { RestDeps } from '../ports.ts';
import { createFakeFiles, type FakeFiles } from './fake-files.ts';

export const TOKEN = 'the-write-token';

export interface FakePeer extends RestDeps {
  readonly files: FakeFiles;
  /** The members that the ring shows; change it as the test needs. */
  members: RingSnapshot[];
  readonly logged: object[];
  /** When set, every lookup ends with it. */
  lookupFailure: Error | null;
  /** Checks that were asked for. */
  scrubs: number;
  /** Hand-overs that were asked for. */
  drains: number;
}

export function id64(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function contact(name: string): Contact {
  return {
    memberId: id64(`member ${name}`) as Identifier,
    peerId: id64(`peer ${name}`),
    index: 0,
    address: `127.0.0.1:50051`,
    zone: '',
    incarnation: 1,
  };
}

export function snapshot(name: string): RingSnapshot {
  return {
    self: contact(name),
    predecessor: contact('before'),
    successors: [contact('after'), contact('later')],
    fingers: [{ exponent: 255, contact: contact('later') }],
    joined: true,
    phase: 'up',
  };
}

export function createFakePeer(): FakePeer {
  const self = contact('self');
  const logged: object[] = [];
  const view: PeerView = {
    peerId: self.peerId as PeerId,
    name: 'self',
    address: self.address,
    api: 'http://127.0.0.1:8080',
    zone: '',
    incarnation: 1,
    memberIds: [self.memberId],
    state: 'up',
    version: '0.1.0',
  };

  async function* lookup(key: Identifier): AsyncGenerator<Hop, LookupResult> {
    const owner = contact('after');
    yield { index: 1, attempt: 1, from: self, to: owner, reason: 'successor 1', outcome: 'owner', ms: 0.5 };
    if (peer.lookupFailure) throw peer.lookupFailure;
    return { key, owner, successors: [contact('later')], hops: [] };
  }

  const peer: FakePeer = {
    members: [snapshot('self')],
    logged,
    lookupFailure: null,
    scrubs: 0,
    drains: 0,
    ring: { snapshots: () => peer.members, lookup },
    peers: { list: () => [view] },
    files: createFakeFiles(self.peerId),
    state: {
      read: () => ({
        peer: view,
        position: { incarnation: 1, seq: 7 },
        members: peer.members,
        holdings: { files: 1, bytes: 2, records: 3, entries: 4 },
        uptimeSeconds: 5.5,
        events: 'direct',
        residentBytes: 6,
        pid: 8,
      }),
    },
    scrub: {
      begin() {
        peer.scrubs += 1;
      },
      status: () => ({
        ...{ running: peer.scrubs > 0, cursor: null, startMs: Date.UTC(2026, 0, 1), endMs: 0 },
        ...{ checkedFiles: 3, checkedBytes: 300, lostFiles: 1, passes: 0, lostFilesEver: 1 },
      }),
    },
    drain: {
      begin() {
        peer.drains += 1;
      },
      status: () => ({ running: peer.drains > 0, files: 4, done: 2, failed: 1 }),
    },
    tokens: { issue: async () => ({ token: 'join-me', expiresMs: Date.UTC(2026, 0, 1) }) },
    authorizer: {
      checkWrite(authorization) {
        if (authorization === null) throw new AcordeError('UNAUTHENTICATED', 'a token is needed');
        if (authorization !== `Bearer ${TOKEN}`)
          throw new AcordeError('UNAUTHENTICATED', 'the token is not known');
      },
    },
    log: { error: (details) => logged.push(details) },
  };
  return peer;
}
