import { AcordeError } from '@acorde/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PeerId } from '../records/record.ts';
import { CHUNK_BYTES } from '../store/chunk.ts';
import { type ChunkSet, createChunkSet } from '../store/chunk-set.ts';
import { createContentHasher } from '../store/content-hasher.ts';
import type { PartialCopy } from '../store/store.ts';
import { sampleBytes } from '../store/testing/sample-bytes.ts';
import { createTempStore, type TempStore } from '../store/testing/temp-store.ts';
import { type DownloadJob, download, LIST_MS, REFRESH_MS } from './download.ts';
import { createLimits } from './limits.ts';
import { createPieceMap } from './piece-map.ts';
import { createManualSystem } from './testing/manual-system.ts';

const TOTAL = 6;
const BYTES = sampleBytes((TOTAL - 1) * CHUNK_BYTES + 9);
const content = (() => {
  const hasher = createContentHasher(false);
  hasher.update(BYTES);
  return hasher.finish();
})();

/** A peer with all chunks or some, and what it does wrong. */
interface Holder {
  chunks: ChunkSet | 'all';
  lies?: boolean;
  /** Refuses so many runs. */
  refuses?: number;
  gave: number[];
}

let temp: TempStore;
let partial: PartialCopy;
let turning: ReturnType<typeof setInterval>;
const system = createManualSystem();

beforeEach(async () => {
  temp = await createTempStore();
  partial = await temp.partials.open(content);
  turning = setInterval(() => system.advance(Math.min(LIST_MS, REFRESH_MS) / 3), 2);
});

afterEach(async () => {
  clearInterval(turning);
  await partial.close();
  await temp.destroy();
});

function having(...indexes: number[]): Holder {
  const chunks = createChunkSet(TOTAL);
  for (const index of indexes) chunks.add(index);
  return { chunks, gave: [] };
}

const complete = (faults: Partial<Holder> = {}): Holder => ({ chunks: 'all', gave: [], ...faults });

function fetching(holders: Record<string, Holder>, more: Partial<DownloadJob> = {}) {
  const dropped: string[] = [];
  const at = (peerId: string) => holders[peerId] ?? complete();
  const remote = {
    async *readChunks({ peerId }: { peerId: string }, _id: string, first: number, count: number) {
      const holder = at(peerId);
      if ((holder.refuses ?? 0) > 0) {
        holder.refuses = (holder.refuses ?? 0) - 1;
        throw new AcordeError('PEER_UNREACHABLE', 'the connection broke');
      }
      for (let index = first; index < first + count; index += 1) {
        const chunk = Buffer.from(BYTES.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES));
        if (holder.lies) chunk[0]! ^= 1;
        holder.gave.push(index);
        yield chunk;
      }
    },
    listChunks: async ({ peerId }: { peerId: string }) => {
      const { chunks } = at(peerId);
      return chunks === 'all' ? chunks : chunks.bytes();
    },
  };
  const digests = content.digests;
  const job: DownloadJob = {
    fileId: content.fileId,
    partial,
    plan: {
      size: BYTES.length,
      proven: true,
      digests,
      verify: (index, bytes) =>
        Buffer.compare(BYTES.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES), bytes) === 0,
    },
    holders: async () =>
      Object.entries(holders).map(([peerId, { chunks }]) => ({
        peerId,
        address: peerId,
        complete: chunks === 'all',
      })),
    signal: new AbortController().signal,
    onMoved: () => undefined,
    pieces: createPieceMap(TOTAL),
    turn: async () => undefined,
    onDropped: (peerId: PeerId) => dropped.push(peerId),
    ...more,
  };
  return { done: download({ remote: remote as never, system, limits: createLimits(system) }, job), dropped };
}

async function whole(): Promise<boolean> {
  const pieces: Uint8Array[] = [];
  for await (const piece of temp.partials.read(content.fileId, 0, TOTAL, new AbortController().signal)!)
    pieces.push(piece);
  return Buffer.concat(pieces).equals(BYTES);
}

describe('a download', () => {
  it('takes from peers that have only parts of the file, as they get them', async () => {
    const holders = { a: having(0, 1), b: having(2, 3, 4) };
    const { done } = fetching(holders);
    await expect.poll(() => partial.chunks.size).toBe(5);
    (holders.b.chunks as ChunkSet).add(5);
    await done;
    expect(await whole()).toBe(true);
    expect([holders.a.gave, holders.b.gave].map((gave) => gave.every((index) => index < 2))).toEqual([
      true,
      false,
    ]);
  });

  it('asks for nothing that is here already', async () => {
    for (const index of [0, 2, 5])
      await partial.write(index, Buffer.from(BYTES.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES)));
    const holders = { a: complete() };
    await fetching(holders).done;
    expect(holders.a.gave.sort()).toEqual([1, 3, 4]);
    expect(await whole()).toBe(true);
  });

  it('drops who lies, tells of it, and takes the rest from others', async () => {
    const { done, dropped } = fetching({ liar: complete({ lies: true }), honest: complete() });
    await done;
    expect([dropped, await whole()]).toEqual([['liar'], true]);
  });

  it('asks a holder again whose connection broke', async () => {
    const { done, dropped } = fetching({ a: complete({ refuses: 2 }) });
    await done;
    expect([dropped, await whole()]).toEqual([[], true]);
  });

  it('takes from a holder that appears while it runs', async () => {
    const holders: Record<string, Holder> = { a: having(0, 1) };
    const { done } = fetching(holders);
    await expect.poll(() => partial.chunks.size).toBe(2);
    holders.late = complete();
    await done;
    expect(await whole()).toBe(true);
  });

  it('only liars: CONTENT_CORRUPT; nobody who answers, or nobody at all: PEER_UNREACHABLE', async () => {
    await expect(fetching({ a: complete({ lies: true }) }).done).rejects.toMatchObject({
      code: 'CONTENT_CORRUPT',
    });
    await expect(fetching({ a: complete({ refuses: 99 }) }).done).rejects.toMatchObject({
      code: 'PEER_UNREACHABLE',
    });
    await expect(fetching({}).done).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' });
    expect(partial.chunks.size).toBe(0);
  });

  it('ends when nobody who is left has the rest', async () => {
    clearInterval(turning);
    turning = setInterval(() => system.advance(5_000), 2);
    await expect(fetching({ a: having(0) }).done).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' });
    expect(partial.chunks.size).toBe(1);
  });

  it('ends at once when it is given up', async () => {
    const stop = new AbortController();
    const { done } = fetching({ a: having(0) }, { signal: stop.signal });
    stop.abort();
    await expect(done).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
