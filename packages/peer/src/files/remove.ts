import { AcordeError } from '@acorde/protocol';
import type { Entry, EntryId, FileId } from '../records/record.ts';
import type { FileDeps } from './file-deps.ts';

/** A live entry. Errors: FILE_NOT_FOUND. */
export async function findEntry(deps: FileDeps, entryId: EntryId, signal?: AbortSignal): Promise<Entry> {
  const entry = deps.records.published.get(entryId) ?? (await deps.records.entry(entryId, signal));
  if (!entry) throw new AcordeError('FILE_NOT_FOUND', `there is no live entry ${entryId}`);
  return entry;
}

/** See FileService.removeEntry. */
export async function removeEntry(deps: FileDeps, entryId: EntryId, signal?: AbortSignal): Promise<Entry> {
  const entry = await findEntry(deps, entryId, signal);
  await deps.records.remove(entry, signal);
  return entry;
}

/** See FileService.removeFile: removes what it may, and fails only when that is nothing. */
export async function removeFile(
  deps: FileDeps,
  fileId: FileId,
  signal?: AbortSignal,
): Promise<readonly Entry[]> {
  const { entries } = await deps.records.facts(fileId, signal);
  if (entries.length === 0) throw new AcordeError('FILE_NOT_FOUND', `nobody shares the file ${fileId}`);
  const removed: Entry[] = [];
  let failure: unknown;
  for (const entry of entries) {
    try {
      await deps.records.remove(entry, signal);
      removed.push(entry);
    } catch (error) {
      // Removed by somebody else in between: that is what was asked for.
      if (!(error instanceof AcordeError)) throw error;
      if (error.code !== 'FILE_NOT_FOUND') failure ??= error;
    }
  }
  if (removed.length === 0 && failure) throw failure;
  return removed;
}
