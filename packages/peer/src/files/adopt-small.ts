// Becoming a holder of many small files at once: their bytes come in few messages, lie down with one commit, and their
// records go out together. What does not come so is fetched by the way of a single file.
import { AcordeError } from '@acorde/protocol';
import type { FileFacts, FileId } from '../records/record.ts';
import type { Adopter } from './adopt.ts';
import { type FetchSmallDeps, fetchSmall, isSmall } from './fetch-small.ts';
import type { AdoptFailure } from './ports.ts';
import { BATCH_FILES_MAX, keepSmall, namedBatch } from './small-copies.ts';
import { endOf } from './transfers.ts';

export interface AdoptSmallDeps extends FetchSmallDeps {
  readonly adopter: Pick<Adopter, 'adopt'>;
}

/** Resolves when the copies are durable and their holder records published, with those that failed.
 * Errors: INVALID_ARGUMENT, QUORUM_FAILED, CANCELLED. */
export async function adoptSmall(
  deps: AdoptSmallDeps,
  fileIds: readonly FileId[],
  signal: AbortSignal,
): Promise<AdoptFailure[]> {
  if (fileIds.length > BATCH_FILES_MAX)
    throw new AcordeError('INVALID_ARGUMENT', `at most ${BATCH_FILES_MAX} files at once`);
  const wanted = [...new Set(fileIds)];
  const transfer = deps.transfers.start('repair', { name: namedBatch(wanted.length) });
  try {
    const either = AbortSignal.any([signal, transfer.signal]);
    const own = wanted.filter((fileId) => hasOwn(deps, fileId));
    const took = await takeCopies(
      deps,
      wanted.filter((fileId) => !hasOwn(deps, fileId)),
      transfer.moved,
      either,
    );
    await publishAll(deps, [...own, ...took], either);
    const rest = wanted.filter((fileId) => !own.includes(fileId) && !took.has(fileId));
    const failures = await Promise.all(rest.map((fileId) => adoptAlone(deps, fileId, either)));
    transfer.end('done');
    return failures.filter((failure) => failure !== null);
  } catch (error) {
    transfer.end(endOf(error));
    throw error;
  }
}

function hasOwn({ store }: AdoptSmallDeps, fileId: FileId): boolean {
  const copy = store.get(fileId);
  return copy !== null && copy.place !== 'shared';
}

async function takeCopies(
  deps: AdoptSmallDeps,
  fileIds: readonly FileId[],
  moved: (bytes: number) => void,
  signal: AbortSignal,
): Promise<Set<FileId>> {
  const found = await Promise.all(
    fileIds.map((fileId) => deps.records.facts(fileId, signal).catch(() => null)),
  );
  const small = found.filter((facts): facts is FileFacts => facts !== null && isSmall(facts));
  const fetched = await fetchSmall(deps, small, signal);
  const took = new Set<FileId>();
  await Promise.all(
    [...fetched].map(async ([fileId, data]) => {
      const size = data.length;
      try {
        await keepSmall(deps, { fileId, data }, () =>
          deps.facts.append({ type: 'file_replicated', fileId, size, repair: true }),
        );
        moved(size);
        took.add(fileId);
      } catch (error) {
        deps.log.warn({ fileId, error }, 'a copy could not be kept');
      }
    }),
  );
  return took;
}

async function publishAll(
  deps: AdoptSmallDeps,
  fileIds: readonly FileId[],
  signal: AbortSignal,
): Promise<void> {
  const records = fileIds.flatMap((fileId) => {
    const kept = deps.store.get(fileId);
    if (!kept) return [];
    const holder = { fileId, complete: true, shared: false, gone: false };
    return [
      deps.records.signManifest({ fileId, size: kept.size, root: kept.root }),
      deps.records.signHolder(holder),
    ];
  });
  if (records.length > 0) await deps.records.publish(records, signal);
}

async function adoptAlone(
  deps: AdoptSmallDeps,
  fileId: FileId,
  signal: AbortSignal,
): Promise<AdoptFailure | null> {
  try {
    await deps.adopter.adopt(fileId, signal);
    return null;
  } catch (error) {
    const { code, message } =
      error instanceof AcordeError ? error : new AcordeError('INTERNAL', 'internal error');
    return { fileId, code, message };
  }
}
