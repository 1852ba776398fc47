// Walks a shared folder. Names that begin with a dot are left out, as a listing would leave them. Symbolic links are
// left out too: a link must not be a way to share what lies elsewhere, and what lies inside is found without it.
import { lstat, opendir } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** Files of one folder, at most; the rest is left out and said so. */
export const FILES_MAX = 100_000;

export interface FoundFile {
  /** Absolute. */
  readonly path: string;
  readonly name: string;
  readonly size: number;
  readonly mtimeNs: bigint;
}

/** Yields every file below `root`, an absolute path. `entered` is told of each folder before it is read, `skipped` of
 * what cannot be read. Throws when the root itself cannot be read. */
export async function* scanFolder(
  root: string,
  skipped: (path: string, error: unknown) => void,
  entered: (folder: string) => void = () => undefined,
): AsyncGenerator<FoundFile> {
  const folders = [root];
  let files = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    entered(folder);
    const names = await namesIn(folder).catch((error) => {
      if (folder === root) throw error;
      skipped(folder!, error);
      return [];
    });
    for (const name of names) {
      const path = join(folder, name);
      const found = await look(path).catch((error) => skipped(path, error));
      if (found === 'folder') folders.push(path);
      else if (found) {
        files += 1;
        if (files > FILES_MAX) return skipped(root, new Error(`more than ${FILES_MAX} files`));
        yield found;
      }
    }
  }
}

async function namesIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of await opendir(folder)) if (!name.startsWith('.')) names.push(name);
  return names.sort();
}

async function look(path: string): Promise<FoundFile | 'folder' | null> {
  const stats = await lstat(path, { bigint: true });
  if (stats.isDirectory()) return 'folder';
  if (!stats.isFile()) return null;
  return { path, name: basename(path), size: Number(stats.size), mtimeNs: stats.mtimeNs };
}
