// Seven peers with real stores on a fake ring, to which things happen: puts, deletes, kills, lost disks, rot, repair; one
// at a time or two at once. The book of files says what must be readable afterwards.
import { existsSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AcordeError } from '@acorde/protocol';
import { createFakeNetwork, type FakeNetwork, type FakePeer } from '../../src/files/testing/fake-network.ts';
import type { Entry, FileId } from '../../src/records/record.ts';
import { collect, sampleBytes, trickle } from '../../src/store/testing/sample-bytes.ts';
import { createFileBook, type FileBook } from './check-files.ts';

export const PEERS = 7;
/** Where it exists, files need no disk. */
const MEMORY = '/dev/shm';
const K = 3;
const W = 2;
/** In the database, in a file, and of two chunks. */
const SIZES = [100, 70_000, 1_100_000];
export const CONTENTS = SIZES.length;
/** The clock moves when the peers have had so many turns of the event loop and still wait: far slower than the disk, so
 * that no time limit ends because the disk of the test was slow. */
const TURNS = 200;
const STEP_MS = 20;

export type Happening =
  | { readonly type: 'put' | 'rot' | 'get'; readonly at: number; readonly content: number }
  | { readonly type: 'remove'; readonly at: number; readonly content: number }
  | { readonly type: 'kill' | 'back' | 'lose'; readonly at: number }
  | { readonly type: 'repair' }
  | { readonly type: 'together'; readonly both: readonly [Happening, Happening] };

export interface FileWorld {
  readonly book: FileBook;
  happen(happening: Happening): Promise<void>;
  /** Brings back who was only killed, and reads every file that is due from every peer. Resolves with what is wrong. */
  check(): Promise<string[]>;
  end(): Promise<void>;
}

export async function createFileWorld(): Promise<FileWorld> {
  const folder = await mkdtemp(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'acorde-world-'));
  const network = await createFakeNetwork({ peers: PEERS, replicas: K, writeQuorum: W, folder });
  const book = createFileBook({ replicas: K, writeQuorum: W });
  const gone = new Set<number>();
  const bytesOf = (content: number) => sampleBytes(SIZES[content] as number, content);
  const peerAt = (index: number) => network.peers[index] as FakePeer;
  const live = () => network.peers.filter(({ faults }) => !faults.dead);

  async function put(at: number, content: number): Promise<void> {
    const peer = peerAt(at);
    if (peer.faults.dead) return;
    const name = `content ${content}`;
    const { entry } = await inTime(network, peer.files.service.put(trickle(bytesOf(content)), { name }));
    book.acknowledged(entry.fileId, bytesOf(content));
  }

  /** What a peer may see wrong it may refuse; it may not answer wrong bytes. */
  async function get(at: number, content: number): Promise<void> {
    const fileId = await idOf(content);
    if (peerAt(at).faults.dead || !fileId) return;
    const { bytes } = await inTime(network, peerAt(at).files.service.get(fileId));
    const read = await inTime(network, collect(bytes));
    if (!read.equals(bytesOf(content)))
      throw new Error(`peer ${at} answers wrong bytes for content ${content}`);
  }

  async function idOf(content: number): Promise<FileId | null> {
    const entries = await entriesOf(content);
    return entries[0]?.fileId ?? null;
  }

  async function entriesOf(content: number): Promise<Entry[]> {
    const [peer] = live();
    const found = await peer?.records.search({ query: `content ${content}`, limit: 100 });
    return found?.entries ?? [];
  }

  async function remove(at: number, content: number): Promise<void> {
    const [entry] = (await entriesOf(content)).filter(({ peerId }) => peerId === peerAt(at).peerId);
    if (!entry || peerAt(at).faults.dead) return;
    // From here on it may be gone, whether the caller is told so or not.
    if ((await entriesOf(content)).length === 1) book.removed(entry.fileId);
    await inTime(network, peerAt(at).files.service.removeEntry(entry.entryId));
  }

  /** The bytes of one copy change on the disk, without anybody's knowledge. */
  async function rot(at: number, content: number): Promise<void> {
    const fileId = await idOf(content);
    const holding = fileId && peerAt(at).temp.store.get(fileId);
    if (!fileId || !holding || holding.place === 'shared') return;
    book.lost(fileId);
    if (holding.place === 'inline')
      peerAt(at)
        .temp.database.prepare('UPDATE inline_bytes SET bytes = zeroblob(length(bytes)) WHERE file_id = ?')
        .run(fileId);
    else await flip(`${peerAt(at).temp.folder}/blobs/${fileId}`);
  }

  function lose(at: number): void {
    if (gone.has(at) || gone.size >= PEERS - K) return;
    gone.add(at);
    peerAt(at).faults.dead = true;
    book.lost();
  }

  async function back(at: number): Promise<void> {
    if (gone.has(at) || !peerAt(at).faults.dead) return;
    await network.restart(at);
  }

  /** As the owners of the files do: fetches copies until there are k, after each holder has looked at its own. */
  async function repair(): Promise<void> {
    for (let content = 0; content < CONTENTS; content++) {
      const fileId = await idOf(content);
      if (!fileId) continue;
      for (const peer of live()) await scrub(peer, fileId);
      const missing = live().filter(({ temp }) => !temp.store.get(fileId));
      for (const peer of missing.slice(0, Math.max(0, K - (live().length - missing.length))))
        await inTime(network, peer.files.replicas.adopt(fileId, new AbortController().signal)).catch(
          expected,
        );
      if (live().filter(({ temp }) => temp.store.get(fileId)).length >= K) book.replicated(fileId);
    }
  }

  async function scrub({ temp }: FakePeer, fileId: FileId): Promise<void> {
    const size = temp.store.get(fileId)?.size;
    if (size !== undefined) await collect(temp.store.read(fileId, 0, size)).catch(expected);
  }

  async function happen(happening: Happening): Promise<void> {
    switch (happening.type) {
      case 'put':
        return put(happening.at, happening.content).catch(expected);
      case 'get':
        return get(happening.at, happening.content).catch(expected);
      case 'remove':
        return remove(happening.at, happening.content).catch(expected);
      case 'rot':
        return rot(happening.at, happening.content);
      case 'kill':
        peerAt(happening.at).faults.dead = true;
        return;
      case 'back':
        return back(happening.at);
      case 'lose':
        return lose(happening.at);
      case 'repair':
        return repair();
      case 'together':
        await Promise.all(happening.both.map(happen));
    }
  }

  return {
    book,
    happen,
    async check() {
      for (const index of network.peers.keys()) await back(index);
      const wrong: string[] = [];
      for (const [fileId, expectedBytes] of book.due()) {
        for (const [index, peer] of network.peers.entries()) {
          if (peer.faults.dead) continue;
          const read = await inTime(network, readAll(peer, fileId)).catch((error: Error) => error);
          if (read instanceof Error) wrong.push(`peer ${index} cannot read ${fileId}: ${read.message}`);
          else if (!read.equals(expectedBytes)) wrong.push(`peer ${index} reads other bytes for ${fileId}`);
        }
      }
      return wrong;
    },
    async end() {
      await network.destroy();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function readAll(peer: FakePeer, fileId: FileId): Promise<Buffer> {
  const { bytes } = await peer.files.service.get(fileId);
  return collect(bytes);
}

async function flip(path: string): Promise<void> {
  const file = await open(path, 'r+');
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, 1_000);
  byte[0] = (byte[0] ?? 0) ^ 1;
  await file.write(byte, 0, 1, 1_000);
  await file.close();
}

/** Moves the clock for as long as the work waits for it. */
async function inTime<T>(network: FakeNetwork, work: Promise<T>): Promise<T> {
  let done = false;
  const settled = work.then(
    () => undefined,
    () => undefined,
  );
  void settled.then(() => {
    done = true;
  });
  while (!done) {
    for (let turn = 0; turn < TURNS && !done; turn++) await new Promise((resolve) => setImmediate(resolve));
    if (!done) network.system.advance(STEP_MS);
  }
  return work;
}

/** Anything but a failure of the program. */
function expected(error: unknown): void {
  if (!(error instanceof AcordeError) || error.code === 'INTERNAL') throw error;
}
