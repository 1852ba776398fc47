import { AcordeError } from '@acorde/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileId } from '../records/record.ts';
import { CHUNK_BYTES } from '../store/chunk.ts';
import { type ChunkSet, createChunkSet } from '../store/chunk-set.ts';
import { type FetchJob, fetchChunks, LIST_MS, REFRESH_MS, REFUSED_MS, STALL_MS } from './fetch-chunks.ts';
import type { Holder } from './holders-to-ask.ts';
import { createLimits } from './limits.ts';
import { createManualSystem, type ManualSystem } from './testing/manual-system.ts';

const TOTAL = 20;

/** A peer with all chunks or some. The bytes of a chunk are its index. */
interface Peer {
  chunks: ChunkSet | 'all';
  /** Has no room so many times. */
  refuses: number;
  gave: number[];
}

let system: ManualSystem;
let turning: ReturnType<typeof setInterval>;
let peers: Record<string, Peer>;

beforeEach(() => {
  system = createManualSystem();
  turning = setInterval(() => system.advance(LIST_MS), 1);
  peers = {};
});

afterEach(() => clearInterval(turning));

function add(name: string, have: 'all' | readonly number[] = 'all', refuses = 0): Peer {
  const some = createChunkSet(TOTAL);
  for (const index of have === 'all' ? [] : have) some.add(index);
  const peer: Peer = { chunks: have === 'all' ? 'all' : some, refuses, gave: [] };
  peers[name] = peer;
  return peer;
}

const holder = (name: string): Holder => ({
  peerId: name,
  address: `${name}:1`,
  complete: peers[name]?.chunks === 'all',
});

function begin(names: readonly string[], more: Partial<FetchJob> = {}, limits = createLimits(system)) {
  const remote = {
    async *readChunks({ peerId }: { peerId: string }, _id: string, first: number, count: number) {
      const peer = peers[peerId]!;
      peer.refuses -= 1;
      if (peer.refuses >= 0) throw new AcordeError('OVERLOADED', 'no room');
      for (let index = first; index < first + count; index += 1) {
        peer.gave.push(index);
        yield Buffer.alloc(CHUNK_BYTES, index);
      }
    },
    listChunks: async ({ peerId }: { peerId: string }) => {
      const { chunks } = peers[peerId]!;
      return chunks === 'all' ? 'all' : chunks.bytes();
    },
  };
  const verify = (index: number, bytes: Uint8Array) => bytes[0] === index;
  const plan = { size: TOTAL * CHUNK_BYTES, digests: null, proven: true, verify };
  return fetchChunks(
    { remote: remote as never, system, limits },
    {
      ...{ fileId: 'f' as FileId, plan, first: 0, end: TOTAL },
      holders: names.map(holder),
      signal: new AbortController().signal,
      ...more,
    },
  );
}

async function read(chunks: AsyncIterable<Uint8Array>): Promise<number[]> {
  const indexes: number[] = [];
  for await (const chunk of chunks) indexes.push(chunk[0] ?? -1);
  return indexes;
}

const everything = Array.from({ length: TOTAL }, (_, i) => i);

describe('a file is read in order from', () => {
  it('a peer that has all of it and one that still fetches it, which is asked only for what it has', async () => {
    const whole = add('whole');
    const part = add('part', [2, 3, 9, 15]);
    expect(await read(begin(['whole', 'part']))).toEqual(everything);
    for (const index of part.gave) expect([2, 3, 9, 15]).toContain(index);
    expect(whole.gave.length + part.gave.length).toBeGreaterThanOrEqual(TOTAL);
  });

  it('two peers that have a part each, as they get more', async () => {
    const low = add('low', everything.slice(0, 10));
    add('high', everything.slice(10));
    expect(await read(begin(['low', 'high']))).toEqual(everything);
    expect(low.gave.every((index) => index < 10)).toBe(true);
  });

  it('a peer that comes to have it midway, when the first one has gone', async () => {
    add('first', everything.slice(0, 5));
    const late: Holder[] = [];
    const chunks = begin(['first'], { more: async () => late });
    const iterator = chunks[Symbol.asyncIterator]();
    for (let i = 0; i < 5; i += 1) await iterator.next();
    add('second');
    late.push(holder('second'));
    await system.scheduled(REFRESH_MS);
    expect(await read({ [Symbol.asyncIterator]: () => iterator })).toEqual(everything.slice(5));
    expect(peers.second?.gave.length).toBeGreaterThan(0);
  });

  it('a peer that was at its limit for a while', async () => {
    add('busy', 'all', 7);
    const reading = read(begin(['busy']));
    await system.scheduled(REFUSED_MS);
    expect(await reading).toEqual(everything);
  });
});

it('a read takes as long as the own limit, however many the holders are', async () => {
  for (const name of ['a', 'b', 'c']) add(name);
  const startMs = system.monotonicMs();
  const limits = createLimits(system, { downBytesPerSecond: CHUNK_BYTES });
  expect(await read(begin(['a', 'b', 'c'], {}, limits))).toEqual(everything);
  expect(system.monotonicMs() - startMs).toBeGreaterThanOrEqual((TOTAL - 2) * 1000);
});

describe('a read ends with PEER_UNREACHABLE', () => {
  it('when nobody who is left has the next chunk', async () => {
    add('part', everything.slice(0, 3));
    const reading = expect(read(begin(['part']))).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' });
    await system.scheduled(STALL_MS);
    system.advance(STALL_MS + 1);
    await reading;
  });

  it('when the only holder stays at its limit', async () => {
    add('busy', 'all', Number.POSITIVE_INFINITY);
    await expect(read(begin(['busy']))).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' });
  });
});
