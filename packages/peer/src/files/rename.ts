// A new name is a new entry and a tombstone of the old one, in this order: at no moment is the file without a name. The bytes
// stay where they are.
import { AcordeError } from '@acorde/protocol';
import { entryName } from '../records/entry-name.ts';
import type { Entry, EntryId, FileFacts } from '../records/record.ts';
import type { Content } from '../store/content-hasher.ts';
import { type PublishEntryDeps, publishEntry } from './publish-entry.ts';
import { findEntry } from './remove.ts';

/** See FileService.renameEntry. */
export async function renameEntry(
  deps: PublishEntryDeps,
  entryId: EntryId,
  newName: string,
  signal: AbortSignal,
): Promise<Entry> {
  const name = entryName(newName);
  const old = await findEntry(deps, entryId, signal);
  if (old.name === name) return old;
  if (old.shared)
    throw new AcordeError('INVALID_ARGUMENT', 'a file in a shared folder is renamed in its folder');
  const content = contentOf(await deps.records.facts(old.fileId, signal), old);
  const { entry, created } = await publishEntry(deps, {
    ...{ name, content, signal },
    mediaType: old.mediaType,
    holders: [],
  });
  try {
    await deps.records.remove(old, signal);
  } catch (error) {
    // Whoever may not take the old name away has not renamed anything.
    if (created) await deps.records.remove(entry).catch(() => deps.intents.retract(entry));
    throw error;
  }
  return entry;
}

/** The older entries of a name that this peer has for other contents, removed: `kept` takes their place. */
export async function removeReplaced(
  deps: Pick<PublishEntryDeps, 'records'>,
  kept: Entry,
  signal: AbortSignal,
): Promise<void> {
  for (const { entry } of deps.records.published.named(kept.name))
    if (entry.fileId !== kept.fileId && !entry.shared) await deps.records.remove(entry, signal);
}

function contentOf({ manifest }: FileFacts, { fileId, size, sha256 }: Entry): Content {
  if (!manifest)
    throw new AcordeError('PEER_UNREACHABLE', 'the manifest of the file is not known at the moment');
  const { root } = manifest;
  return { fileId, size, root, sha256: Buffer.from(sha256, 'hex'), digests: new Uint8Array() };
}
