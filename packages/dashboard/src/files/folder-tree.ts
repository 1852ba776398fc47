// The flat list of a folder's files as a tree to be shown.
import type { FolderFile } from '@acorde/protocol/folder-list.ts';

export interface FolderNode {
  readonly name: string;
  readonly folders: readonly FolderNode[];
  readonly files: readonly { readonly name: string; readonly file: FolderFile }[];
  /** Below it, at any depth. */
  readonly count: number;
  /** Of all files below it. */
  readonly bytes: number;
}

/** `files` in any order; folders and files come sorted by name. */
export function folderTree(name: string, files: readonly FolderFile[]): FolderNode {
  return grow(
    name,
    files.map((file) => ({ parts: file.path.split('/'), file })),
    0,
  );
}

type Row = { readonly parts: readonly string[]; readonly file: FolderFile };

function grow(name: string, rows: readonly Row[], depth: number): FolderNode {
  const below = new Map<string, Row[]>();
  const files: { name: string; file: FolderFile }[] = [];
  for (const row of rows) {
    const part = row.parts[depth] ?? '';
    if (depth === row.parts.length - 1) files.push({ name: part, file: row.file });
    else {
      const own = below.get(part) ?? [];
      own.push(row);
      below.set(part, own);
    }
  }
  const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
  const folders = [...below].map(([child, own]) => grow(child, own, depth + 1)).sort(byName);
  const bytes = rows.reduce((sum, { file }) => sum + file.size, 0);
  return { name, folders, files: files.sort(byName), count: rows.length, bytes };
}
