// Eight peers of the bench `events`, and the gateway's calls to them.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { PeerClients, PeerDialer } from '../../packages/dashboard/server/peer-clients.ts';
import { INCARNATION, type PeerCommand, type PeerReport } from './event-peer.ts';

export const PEERS = 8;
const SCRIPT = fileURLToPath(new URL('./event-peer.ts', import.meta.url));

export interface EventPeers {
  readonly dialer: PeerDialer;
  readonly seed: string;
  /** Resolves when all are durable. */
  record(count: number, perSecond: number | undefined): Promise<void>;
}

interface PeerProcess {
  readonly peerId: string;
  seq: number;
  send(command: PeerCommand): void;
  onReport(listener: (report: PeerReport) => void): () => void;
}

export async function startEventPeers(): Promise<EventPeers> {
  const peers = Array.from({ length: PEERS }, (_, at) => startPeer((at + 16).toString(16).repeat(32)));
  await Promise.all(peers.map((peer) => until(peer, ({ type }) => type === 'status')));
  return {
    dialer: dialerOf(peers),
    seed: `${peers[0]?.peerId}:1`,
    async record(count, perSecond) {
      const each = perSecond === undefined ? undefined : perSecond / PEERS;
      await Promise.all(
        peers.map((peer) => {
          const recorded = until(peer, ({ type }) => type === 'recorded');
          peer.send({ do: 'record', count: count / PEERS, perSecond: each });
          return recorded;
        }),
      );
    },
  };
}

function startPeer(peerId: string): PeerProcess {
  const child: ChildProcess = fork(SCRIPT, [peerId], { serialization: 'advanced' });
  const listeners = new Set<(report: PeerReport) => void>();
  const peer: PeerProcess = {
    peerId,
    seq: 0,
    send: (command) => void child.send(command),
    onReport(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  child.on('message', (report: PeerReport) => {
    if (report.type === 'status') peer.seq = report.seq;
    for (const listener of [...listeners]) listener(report);
  });
  return peer;
}

function until(peer: PeerProcess, wanted: (report: PeerReport) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const end = peer.onReport((report) => {
      if (!wanted(report)) return;
      end();
      resolve();
    });
  });
}

function dialerOf(peers: readonly PeerProcess[]): PeerDialer {
  let calls = 0;
  const listing = ({ peerId }: PeerProcess) => ({
    ...{ peerId, name: peerId.slice(0, 4), address: `${peerId}:1`, api: '', zone: '', version: '' },
    ...{ incarnation: BigInt(INCARNATION), memberIds: [peerId], state: 'up' },
  });
  const stateOf = (peer: PeerProcess) => ({
    ...{ peer: listing(peer), incarnation: BigInt(INCARNATION), seq: BigInt(peer.seq), members: [] },
    ...{ events: 'amqp', uptimeSeconds: 1, residentBytes: 0n, pid: 1, successorsWanted: 4 },
  });
  const clients = ({ address }: { address: string }) => {
    const peer = peers.find(({ peerId }) => address.startsWith(peerId)) ?? (peers[0] as PeerProcess);
    return {
      registry: { listPeers: async () => ({ peers: peers.map(listing) }) },
      state: { getState: async () => stateOf(peer) },
      events: {
        watch: (from: never, options: { signal: AbortSignal }) => watch(peer, ++calls, from, options),
      },
    } as unknown as PeerClients;
  };
  return {
    clients,
    fresh: (target) => ({ clients: clients(target), close: () => {} }),
    forget: () => {},
    close: () => {},
  };
}

async function* watch(
  peer: PeerProcess,
  call: number,
  { incarnation, afterSeq }: { incarnation: bigint; afterSeq: bigint },
  { signal }: { signal: AbortSignal },
): AsyncGenerator<unknown> {
  const parts: unknown[] = [];
  let wake = () => {};
  const end = peer.onReport((report) => {
    if (report.type !== 'part' || report.call !== call) return;
    parts.push(report.part);
    wake();
  });
  const onAbort = () => wake();
  signal.addEventListener('abort', onAbort);
  peer.send({ do: 'watch', call, from: { incarnation, afterSeq } });
  try {
    while (!signal.aborted) {
      const part = parts.shift();
      if (part !== undefined) yield part;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    peer.send({ do: 'end', call });
    end();
  }
}
