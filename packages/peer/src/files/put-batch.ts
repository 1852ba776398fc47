// Many small files in one go: the bytes go to each replica in one message and into each index with one commit, and the
// records of all are published together. Each file has its own result; acknowledged means the same as for a put alone.
import { AcordeError } from '@acorde/protocol';
import { decodeRecord } from '../records/decode-record.ts';
import type { PeerAddress } from '../records/ports.ts';
import type { FileId, SignedRecord } from '../records/record.ts';
import { type Content, createContentHasher } from '../store/content-hasher.ts';
import type { Holding } from '../store/store.ts';
import { INLINE_BYTES_MAX } from '../store/upload.ts';
import { delay } from '../system.ts';
import { replicaOrder } from './choose-replicas.ts';
import { discardCopy } from './discard-copy.ts';
import type { BatchPut, BatchResult } from './file-service.ts';
import { firstSuccesses } from './first-successes.ts';
import { gatherPublish } from './gather-publish.ts';
import { peersInSight } from './peers-in-sight.ts';
import type { SmallRemote } from './ports.ts';
import { publishEntry } from './publish-entry.ts';
import { type PutDeps, TOGETHER_MS } from './put.ts';
import { type CheckedPut, checkPut } from './put-options.ts';
import { requirePeers } from './put-quorum.ts';
import { bytesOf, checkBatch, namedBatch } from './small-copies.ts';
import { endOf } from './transfers.ts';

export interface PutBatchDeps extends PutDeps {
  readonly small: SmallRemote;
}

type Peers = ReturnType<PutDeps['membership']['livePeers']>;
type Item = { readonly put: CheckedPut<BatchPut>; readonly content: Content };
/** The holder records of the copies of each file at other peers. */
type Copies = Map<FileId, SignedRecord[]>;

/** See FileService.putBatch. */
export async function putBatch(
  deps: PutBatchDeps,
  files: readonly BatchPut[],
  signal: AbortSignal,
): Promise<BatchResult[]> {
  checkBatch(files);
  const either = AbortSignal.any([signal, deps.stopping]);
  const order = replicaOrder(await peersInSight(deps, either), deps.zone, deps.system);
  requirePeers(deps, order.length + 1);
  const transfer = deps.transfers.start('put', { name: namedBatch(files.length), size: bytesOf(files) });
  try {
    const cancel = AbortSignal.any([either, transfer.signal]);
    const items = files.map(itemOf);
    const sound = items.filter((item): item is Item => !(item instanceof AcordeError));
    const copies = spread(deps, sound, order, cancel);
    // Those that wait for it hear of a failure; perhaps nobody waits.
    copies.catch(() => undefined);
    const { records } = deps;
    const together = { ...deps, records: { ...records, publish: gatherPublish(records.publish, cancel) } };
    const results = await Promise.all(items.map((item) => putItem(together, item, copies)));
    transfer.moved(bytesOf(files));
    transfer.end('done');
    return results;
  } catch (error) {
    transfer.end(endOf(error));
    throw error;
  }
}

function itemOf(file: BatchPut): Item | AcordeError {
  try {
    const put = checkPut({ ...file, size: file.size ?? file.data.length });
    const content = contentOf(file.data);
    if (put.size !== file.data.length) throw invalid(`the file does not have the declared ${put.size} bytes`);
    const sha256 = Buffer.from(content.sha256).toString('hex');
    if (put.sha256 && put.sha256 !== sha256) throw invalid(`the file has the SHA-256 ${sha256}`);
    return { put, content };
  } catch (error) {
    return asAcordeError(error);
  }
}

function contentOf(data: Uint8Array): Content {
  if (data.length > INLINE_BYTES_MAX)
    throw new AcordeError('FILE_TOO_LARGE', `a file of a batch has at most ${INLINE_BYTES_MAX} bytes`);
  const hasher = createContentHasher();
  hasher.update(data);
  return hasher.finish();
}

/** Sends all files to k - 1 peers, and to further ones while some file has fewer than w copies. */
async function spread(
  deps: PutBatchDeps,
  items: readonly Item[],
  order: Peers,
  signal: AbortSignal,
): Promise<Copies> {
  const { replicas, writeQuorum } = deps.network;
  const unique = new Map(items.map((item) => [item.content.fileId, item.put.data]));
  const all = [...unique].map(([fileId, data]) => ({ fileId, data }));
  if (all.length === 0) return new Map();
  const sends = order.slice(0, replicas - 1).map((to) => send(deps, to, all, signal));
  const early = await firstTogether(deps, sends, writeQuorum - 1);
  const copies: Copies = new Map();
  add(copies, early.flat());
  publishLate(deps, sends, early);
  for (const to of order.slice(sends.length)) {
    const short = all.filter(({ fileId }) => (copies.get(fileId)?.length ?? 0) < writeQuorum - 1);
    if (short.length === 0 || signal.aborted) break;
    add(copies, await send(deps, to, short, signal).catch(() => []));
  }
  return copies;
}

async function firstTogether(
  deps: PutBatchDeps,
  sends: readonly Promise<SignedRecord[]>[],
  needed: number,
): Promise<SignedRecord[][]> {
  const first = await firstSuccesses(sends, needed);
  if (first.length < needed || first.length === sends.length) return first;
  const all = firstSuccesses(sends, sends.length);
  return (await Promise.race([all, delay(deps.system, TOGETHER_MS)])) ?? first;
}

/** Resolves with the holder records of the copies that are durable over there; a peer speaks for itself only. */
async function send(
  { small, log }: PutBatchDeps,
  to: PeerAddress,
  copies: Parameters<SmallRemote['storeCopies']>[1],
  signal: AbortSignal,
): Promise<SignedRecord[]> {
  try {
    const holders = await small.storeCopies(to, copies, signal);
    const asked = new Set(copies.map(({ fileId }) => fileId));
    return holders.filter((record) => {
      const { says } = decodeRecord(record);
      return (
        says.kind === 'holder' &&
        says.holder.peerId === to.peerId &&
        says.holder.complete &&
        !says.holder.gone &&
        asked.has(says.holder.fileId)
      );
    });
  } catch (error) {
    log.warn({ peerId: to.peerId, error }, 'a peer did not take a batch of copies');
    throw error;
  }
}

function add(copies: Copies, holders: readonly SignedRecord[]): void {
  for (const record of holders) {
    const { says } = decodeRecord(record);
    if (says.kind !== 'holder') continue;
    const known = copies.get(says.holder.fileId) ?? [];
    copies.set(says.holder.fileId, [...known, record]);
  }
}

/** The copies that were not needed for the acknowledgement are published when they are durable. */
function publishLate(
  deps: PutBatchDeps,
  sends: readonly Promise<SignedRecord[]>[],
  early: readonly SignedRecord[][],
): void {
  const late = sends.map(async (sent) => {
    try {
      const holders = await sent;
      if (!early.includes(holders)) await deps.records.publish(holders, deps.stopping);
    } catch (error) {
      // Repair brings the files to k copies if these did not come about.
      deps.log.warn({ error }, 'the copies of a batch were not completed');
    }
  });
  deps.background(Promise.all(late));
}

async function putItem(
  deps: PutBatchDeps,
  item: Item | AcordeError,
  copies: Promise<Copies>,
): Promise<BatchResult> {
  if (item instanceof AcordeError) return { error: item };
  const { put, content } = item;
  let created: Holding | null = null;
  try {
    const upload = await deps.store.createUpload(put.data.length);
    await upload.write(put.data);
    const keeping = upload.finish(content.fileId, (holding) => {
      created = holding;
    });
    const [, elsewhere] = await Promise.all([keeping, copies]);
    const others = elsewhere.get(content.fileId) ?? [];
    requirePeers(deps, 1 + others.length);
    const own = deps.records.signHolder({
      fileId: content.fileId,
      complete: true,
      shared: false,
      gone: false,
    });
    const { name, mediaType } = put;
    return { result: await publishEntry(deps, { name, mediaType, content, holders: [own, ...others] }) };
  } catch (error) {
    if (created) await discardCopy(deps, created);
    return { error: asAcordeError(error) };
  }
}

function asAcordeError(error: unknown): AcordeError {
  if (error instanceof AcordeError) return error;
  return new AcordeError('INTERNAL', 'internal error', { cause: error });
}

function invalid(message: string): AcordeError {
  return new AcordeError('INVALID_ARGUMENT', message);
}
