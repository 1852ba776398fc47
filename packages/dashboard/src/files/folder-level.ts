// One level of a folder's flat list, as it is opened: a list may nest two thousand deep, and nobody opens all of it.
import type { FolderFile } from '@acorde/protocol/folder-list.ts';

export interface FolderLevel {
  readonly folders: readonly SubFolder[];
  readonly files: readonly { readonly name: string; readonly file: FolderFile }[];
}

export interface SubFolder {
  readonly name: string;
  /** All below it, at any depth. */
  readonly files: readonly FolderFile[];
  readonly bytes: number;
}

/** `files` in any order, all below `depth` folders; folders and files come sorted by name. */
export function folderLevel(files: readonly FolderFile[], depth: number): FolderLevel {
  const folders = new Map<string, { name: string; files: FolderFile[]; bytes: number }>();
  const here: { name: string; file: FolderFile }[] = [];
  for (const file of files) {
    const parts = file.path.split('/');
    const name = parts[depth] ?? '';
    if (depth === parts.length - 1) here.push({ name, file });
    else {
      const folder = folders.get(name) ?? { name, files: [], bytes: 0 };
      folder.files.push(file);
      folder.bytes += file.size;
      folders.set(name, folder);
    }
  }
  return { folders: [...folders.values()].sort(byName), files: here.sort(byName) };
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}
