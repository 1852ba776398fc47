// pin: a file that is only served in place, from somebody's folder, gets replicas like one that was put. This peer takes a
// copy of its own, has others make it w, and shares the file under a name as its own entry; the file's owner then sees
// to k copies. The entry stays when the folder's file changes or goes.
import { createHash } from 'node:crypto';
import { AcordeError } from '@acorde/protocol';
import { entryName } from '../records/entry-name.ts';
import type { Entry, FileFacts, FileId } from '../records/record.ts';
import { chunkCount } from '../store/chunk.ts';
import type { Content } from '../store/content-hasher.ts';
import type { Adopter } from './adopt.ts';
import { replicaOrder } from './choose-replicas.ts';
import type { PutResult } from './file-service.ts';
import { peersInSight } from './peers-in-sight.ts';
import { type PublishEntryDeps, publishEntry } from './publish-entry.ts';

export interface PinDeps extends PublishEntryDeps {
  readonly zone: string;
  readonly adopter: Pick<Adopter, 'adopt'>;
}

/** See FileService.pin. */
export async function pin(
  deps: PinDeps,
  fileId: FileId,
  options: { name?: string | undefined; signal: AbortSignal },
): Promise<PutResult> {
  const { signal } = options;
  const facts = await deps.records.facts(fileId, signal);
  const entry = namingEntry(deps, facts, options.name);
  await deps.adopter.adopt(fileId, signal);
  const content = await ownContent(deps, fileId, entry, signal);
  await makeCopies(deps, facts, signal);
  const own = deps.records.signHolder({ fileId, complete: true, shared: false, gone: false });
  const name = options.name === undefined ? entry.name : entryName(options.name);
  return publishEntry(deps, { name, mediaType: entry.mediaType, content, holders: [own], signal });
}

/** The entry that lends its name and media type: this peer's own before those of others, the oldest first. */
function namingEntry(deps: PinDeps, { entries, fileId }: FileFacts, name: string | undefined): Entry {
  const rank = (entry: Entry) => (entry.peerId === deps.self ? 0 : 1);
  const [first] = [...entries].sort((a, b) => rank(a) - rank(b) || a.createTimeMs - b.createTimeMs);
  if (!first) throw new AcordeError('FILE_NOT_FOUND', `nobody shares the file ${fileId}`);
  return entries.find((entry) => entry.name === name) ?? first;
}

/** A copy that was fetched was verified by its chunks; what an entry says of the whole is computed before this peer says it. */
async function ownContent(
  { store }: PinDeps,
  fileId: FileId,
  entry: Entry,
  signal: AbortSignal,
): Promise<Content> {
  const kept = store.get(fileId);
  if (!kept || kept.place === 'shared')
    throw new AcordeError('FILE_NOT_FOUND', `the copy of ${entry.name} was removed at once`);
  const digests = chunkCount(kept.size) > 1 ? store.digests(fileId) : new Uint8Array();
  const { size, root } = kept;
  if (kept.sha256.length > 0) return { fileId, size, root, sha256: kept.sha256, digests };
  const whole = createHash('sha256');
  for await (const piece of store.read(fileId, 0, size, signal)) whole.update(piece);
  return { fileId, size, root, sha256: whole.digest(), digests };
}

/** Sees to it that w peers have the bytes in their own stores before anything is acknowledged. */
async function makeCopies(deps: PinDeps, facts: FileFacts, signal: AbortSignal): Promise<void> {
  const { network, liveness, remote, log } = deps;
  const wanted = network.writeQuorum - 1;
  const holding = facts.holders.filter(
    ({ peerId, complete, shared }) => complete && !shared && peerId !== deps.self,
  );
  const answers = await Promise.all(holding.map(({ peerId }) => liveness.answers(peerId)));
  let copies = answers.filter(Boolean).length;
  for (const peer of replicaOrder(await peersInSight(deps, signal), deps.zone, deps.system)) {
    if (copies >= wanted) return;
    if (holding.some(({ peerId }) => peerId === peer.peerId)) continue;
    try {
      await remote.adopt(peer, facts.fileId, signal);
      copies += 1;
    } catch (error) {
      if (signal.aborted) throw error;
      log.warn({ fileId: facts.fileId, peerId: peer.peerId, error }, 'a peer did not take a copy');
    }
  }
  if (copies < wanted)
    throw new AcordeError('QUORUM_FAILED', `needs ${network.writeQuorum} peers, has ${copies + 1}`);
}
