// put: the copy of the peer that receives a body is replica 1; while the body arrives it streams on to k - 1 others. It
// is acknowledged when this peer and as many others as make w have the bytes durably, and w peers have the records. The
// rest goes on in the background: "fully replicated" is a later state.
import { AcordeError } from '@acorde/protocol';
import type { PeerId, SignedRecord } from '../records/record.ts';
import type { Content } from '../store/content-hasher.ts';
import type { Upload } from '../store/store.ts';
import { delay } from '../system.ts';
import { replicaOrder } from './choose-replicas.ts';
import { discardCopy } from './discard-copy.ts';
import type { PutOptions, PutResult } from './file-service.ts';
import { firstSuccesses } from './first-successes.ts';
import { peersInSight } from './peers-in-sight.ts';
import { manifestOf, type PublishEntryDeps, publishEntry } from './publish-entry.ts';
import { type CheckedPut, checkPut } from './put-options.ts';
import { requirePeers } from './put-quorum.ts';
import { receiveBody } from './receive-body.ts';
import { createReplicaFeed, type ReplicaFeed } from './replica-feed.ts';
import { endOf, type Transfer } from './transfers.ts';

/** Further peers asked when replicas have failed. */
const ADOPTERS_MAX = 3;
const ADOPT_TIMEOUT_MS = 60_000;
/** How long the acknowledgement waits for the copies beyond w: mostly they end together, and their records then go to
 * the ring in the same messages and commits instead of as many again. */
export const TOGETHER_MS = 30;

export interface PutDeps extends PublishEntryDeps {
  /** Of this peer; empty when it names none. */
  readonly zone: string;
  /** Keeps track of what goes on after the answer, so that `stop` can end it. */
  readonly background: (work: Promise<unknown>) => void;
  /** Aborts when this peer stops. */
  readonly stopping: AbortSignal;
}

/** See FileService.put. */
export async function put(
  deps: PutDeps,
  body: AsyncIterable<Uint8Array>,
  options: PutOptions,
): Promise<PutResult> {
  const { signal = deps.stopping } = options;
  const either = AbortSignal.any([signal, deps.stopping]);
  const checked = checkPut({ ...options, signal: either });
  const order = replicaOrder(await peersInSight(deps, either), deps.zone, deps.system);
  requirePeers(deps, order.length + 1);
  const transfer = deps.transfers.start('put', {
    name: checked.name,
    size: options.size,
    copiesWanted: deps.network.replicas,
  });
  try {
    const cancellable = { ...checked, signal: AbortSignal.any([either, transfer.signal]) };
    const result = await store(deps, body, cancellable, order, transfer);
    transfer.end('done');
    return result;
  } catch (error) {
    transfer.end(endOf(error));
    throw error;
  }
}

type Peers = ReturnType<PutDeps['membership']['livePeers']>;

async function store(
  deps: PutDeps,
  body: AsyncIterable<Uint8Array>,
  options: CheckedPut,
  order: Peers,
  transfer: Transfer,
): Promise<PutResult> {
  const upload = await deps.store.createUpload(options.size);
  const feeds = order
    .slice(0, deps.network.replicas - 1)
    .map((peer) => openFeed(deps, peer, options.size, transfer));
  try {
    const content = await receiveBody(body, options, { upload, feeds, transfer });
    transfer.know({ fileId: content.fileId, size: content.size });
    const spare = order.slice(feeds.length);
    return await acknowledge(deps, { content, upload, feeds, spare, options, transfer });
  } catch (error) {
    // Whatever went wrong, no copy may stay behind: neither here nor where the bytes have gone on to.
    for (const feed of feeds) feed.abort(error as Error);
    await upload.abort();
    throw error;
  }
}

interface Received {
  readonly content: Content;
  readonly upload: Upload;
  readonly feeds: readonly ReplicaFeed[];
  readonly spare: Peers;
  readonly options: CheckedPut;
  readonly transfer: Transfer;
}

async function acknowledge(deps: PutDeps, received: Received): Promise<PutResult> {
  const { content, upload, feeds, spare, options, transfer } = received;
  const others = deps.network.writeQuorum - 1;
  const finishing = feeds.map((feed) => finishFeed(feed, content, transfer));
  let created = false;
  const keeping = upload.finish(content.fileId, () => {
    created = true;
  });
  void keeping.then(
    () => transfer.know({ ownCopy: true }),
    () => undefined,
  );
  const [holding, early] = await Promise.all([keeping, firstCopies(deps, finishing, others)]);
  const own = deps.records.signHolder({ fileId: content.fileId, complete: true, shared: false, gone: false });
  try {
    const adopted = await adoptInstead(deps, {
      content,
      own,
      spare,
      missing: others - early.length,
      options,
      transfer,
    });
    const have = 1 + early.length + adopted;
    requirePeers(deps, have);
    const { name, mediaType, signal } = options;
    const result = await publishEntry(deps, { name, mediaType, content, holders: [own, ...early], signal });
    publishLate(deps, feeds, finishing, early);
    return result;
  } catch (error) {
    if (created) await discardCopy(deps, holding);
    throw error;
  }
}

async function finishFeed(feed: ReplicaFeed, content: Content, transfer: Transfer): Promise<SignedRecord> {
  const holder = await feed.finish(content);
  transfer.source(feed.peerId, 'durable');
  return holder;
}

/** The holder records of as many copies as the acknowledgement needs, and of those that end together with them. */
async function firstCopies(
  deps: PutDeps,
  finishing: readonly Promise<SignedRecord>[],
  needed: number,
): Promise<SignedRecord[]> {
  const first = await firstSuccesses(finishing, needed);
  if (first.length < needed || first.length === finishing.length) return first;
  const all = firstSuccesses(finishing, finishing.length);
  return (await Promise.race([all, delay(deps.system, TOGETHER_MS)])) ?? first;
}

/** Has further peers fetch the file from this one, for replicas that failed. Resolves with how many did. */
async function adoptInstead(
  deps: PutDeps,
  want: {
    content: Content;
    own: SignedRecord;
    spare: Peers;
    missing: number;
    options: CheckedPut;
    transfer: Transfer;
  },
): Promise<number> {
  if (want.missing <= 0 || want.spare.length === 0) return 0;
  const { fileId } = want.content;
  const signal = want.options.signal;
  // An adopter finds the bytes by the records; without an entry they are still nobody's file.
  await deps.records.publish([manifestOf(deps, want.content), want.own], signal);
  let adopted = 0;
  for (const peer of want.spare.slice(0, ADOPTERS_MAX)) {
    if (adopted === want.missing) break;
    const timeout = new AbortController();
    const cancel = deps.system.schedule(ADOPT_TIMEOUT_MS, () => timeout.abort());
    const either = signal ? AbortSignal.any([signal, timeout.signal]) : timeout.signal;
    try {
      await deps.remote.adopt(peer, fileId, either);
      adopted += 1;
      want.transfer.source(peer.peerId as PeerId, 'durable');
    } catch (error) {
      deps.log.warn({ fileId, peerId: peer.peerId, error }, 'a peer did not take a replica over');
    } finally {
      cancel();
    }
  }
  return adopted;
}

/** The replicas that were not needed for the acknowledgement are published as they become durable. */
function publishLate(
  deps: PutDeps,
  feeds: readonly ReplicaFeed[],
  finishing: readonly Promise<SignedRecord>[],
  early: readonly SignedRecord[],
): void {
  const giveUp = () => {
    for (const feed of feeds) feed.abort(new AcordeError('BUSY', 'this peer is stopping'));
  };
  deps.stopping.addEventListener('abort', giveUp);
  const late = finishing.map(async (finish) => {
    try {
      const holder = await finish;
      if (!early.includes(holder)) await deps.records.publish([holder], deps.stopping);
    } catch (error) {
      // Repair brings the file to k copies if this one did not come about.
      deps.log.warn({ error }, 'a replica was not completed');
    }
  });
  deps.background(Promise.all(late).then(() => deps.stopping.removeEventListener('abort', giveUp)));
}

function openFeed(
  deps: PutDeps,
  to: Peers[number],
  size: number | undefined,
  transfer: Transfer,
): ReplicaFeed {
  const feedDeps = {
    remote: deps.remote,
    system: deps.system,
    up: deps.limits.up,
    onMoved: transfer.movedBy,
    onFailed(peerId: PeerId, error: Error) {
      transfer.source(peerId, 'dropped', error instanceof AcordeError ? error.code : 'INTERNAL');
      deps.log.warn({ peerId, error }, 'a replica is given up');
    },
  };
  return createReplicaFeed(feedDeps, to, size);
}
