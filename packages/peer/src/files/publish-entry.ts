// The end of a put: the bytes are durable on enough peers, the facts follow. The order is: intent, ring, index.
// An entry appears in this peer's own index, with its fact in the log, only when w peers have the records; and none can
// be left over in the ring unnoticed, since the intent was on the disk before the first record left.
import type { Entry, SignedRecord } from '../records/record.ts';
import type { Content } from '../store/content-hasher.ts';
import type { KeyedLock } from '../store/keyed-lock.ts';
import type { EntryTimes } from './entry-times.ts';
import type { FileDeps } from './file-deps.ts';
import type { PutResult } from './file-service.ts';
import { holderIdsOf } from './holder-ids.ts';
import type { PutIntents } from './put-intents.ts';

export interface Publication {
  readonly name: string;
  readonly mediaType: string;
  readonly content: Content;
  /** Signed holder records of the peers that have the bytes, this one included. */
  readonly holders: readonly SignedRecord[];
  readonly signal?: AbortSignal | undefined;
}

export interface PublishEntryDeps extends FileDeps {
  readonly intents: PutIntents;
  readonly times: EntryTimes;
  /** By name and file: of two equal puts at once the second finds the entry of the first. */
  readonly lock: KeyedLock;
}

/** Publishes manifest, holders and entry with quorum. Errors: QUORUM_FAILED, NOT_JOINED, LOOKUP_TIMEOUT. */
export function publishEntry(deps: PublishEntryDeps, publication: Publication): Promise<PutResult> {
  const { name, content } = publication;
  return deps.lock.run(`${content.fileId} ${name}`, async () => {
    const known = deps.records.published.find(name, content.fileId);
    if (known && !known.shared) return refresh(deps, publication, known);
    const entry = await publishNew(deps, publication);
    // The entry of a shared folder would go when the file leaves the folder; this one has replicas and stays.
    if (known) await supersede(deps, known);
    return { entry, created: true };
  });
}

/** The entry stays as it is; the new copies are told. */
async function refresh(deps: PublishEntryDeps, publication: Publication, entry: Entry): Promise<PutResult> {
  await deps.records.publish(
    [manifestOf(deps, publication.content), ...publication.holders],
    publication.signal,
  );
  return { entry, created: false };
}

async function publishNew(deps: PublishEntryDeps, publication: Publication): Promise<Entry> {
  const { database, records, intents, times, facts } = deps;
  const { name, mediaType, content, holders } = publication;
  const { entry, record } = records.signEntry({
    fileId: content.fileId,
    name,
    size: content.size,
    mediaType,
    sha256: Buffer.from(content.sha256).toString('hex'),
    createTimeMs: times.next(),
    shared: false,
  });
  await database.commit(() => intents.add(entry));
  try {
    await records.publish([manifestOf(deps, content), ...holders, record], publication.signal);
    await database.commit(() => {
      records.published.add(entry, record);
      intents.delete(entry.entryId);
      facts.append({ type: 'file_stored', entry, holders: holderIdsOf(holders) });
    });
  } catch (error) {
    intents.retract(entry);
    throw error;
  }
  return entry;
}

async function supersede(deps: PublishEntryDeps, known: Entry): Promise<void> {
  try {
    await deps.records.remove(known);
  } catch (error) {
    deps.log.warn(
      { entryId: known.entryId, error },
      'the entry of a shared file is still there beside the new one',
    );
  }
}

export function manifestOf(deps: Pick<FileDeps, 'records'>, { fileId, size, root }: Content): SignedRecord {
  return deps.records.signManifest({ fileId, size, root });
}
