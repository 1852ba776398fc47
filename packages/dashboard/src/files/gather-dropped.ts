// What was dropped: files as they are, folders with all that is below them. A browser lists a folder in parts of a hundred.
import type { PlacedFile } from './upload.ts';

export interface Dropped {
  readonly files: readonly File[];
  readonly folders: readonly { readonly name: string; readonly files: readonly PlacedFile[] }[];
}

/** More would be refused as a folder; nothing is gained by listing on. */
export const DROPPED_FILES_MAX = 100_001;

/** Call it while the event is handled: afterwards the browser has forgotten what was dropped. */
export async function gatherDropped(items: Iterable<DataTransferItem>): Promise<Dropped> {
  const entries: (FileSystemEntry | null)[] = [];
  const files: File[] = [];
  for (const item of items) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry?.() ?? null;
    const file = entry?.isDirectory ? null : item.getAsFile();
    if (file !== null) files.push(file);
    else entries.push(entry);
  }
  const folders = entries.filter((entry): entry is FileSystemDirectoryEntry => entry?.isDirectory === true);
  return {
    files,
    folders: await Promise.all(
      folders.map(async (folder) => ({ name: folder.name, files: await filesBelow(folder) })),
    ),
  };
}

async function filesBelow(root: FileSystemDirectoryEntry): Promise<PlacedFile[]> {
  const found: PlacedFile[] = [];
  const walk = async (folder: FileSystemDirectoryEntry, below: string): Promise<void> => {
    for (const entry of await listed(folder)) {
      if (found.length >= DROPPED_FILES_MAX) return;
      const path = `${below}${entry.name}`;
      if (entry.isDirectory) await walk(entry as FileSystemDirectoryEntry, `${path}/`);
      else found.push({ path, file: await fileOf(entry as FileSystemFileEntry) });
    }
  };
  await walk(root, '');
  return found;
}

async function listed(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (part.length === 0) return all;
    all.push(...part);
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}
