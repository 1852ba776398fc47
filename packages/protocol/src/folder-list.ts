// A folder in the network: a file of its own media type that lists relative paths and the ids of the files under them. It
// comes from strangers, so its paths are checked before anything is made of them: none leads out of the folder that it is
// taken to. Without Node's types: the command line and the page in a browser write and read the same.

export const FOLDER_TYPE = 'application/vnd.acorde.folder+json';
/** Files of one folder. */
export const FOLDER_FILES_MAX = 100_000;
/** Bytes of a list. */
export const FOLDER_LIST_BYTES_MAX = 32 * 1024 * 1024;
const PATH_BYTES_MAX = 4096;
const ID = /^[0-9a-f]{64}$/;

export interface FolderFile {
  /** Relative, with `/` between its parts. */
  readonly path: string;
  readonly id: string;
  /** Bytes. */
  readonly size: number;
  /** 64 hex digits. */
  readonly sha256: string;
}

/** The same files give the same bytes, and so the same id. */
export function writeFolderList(files: readonly FolderFile[]): string {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const rows = sorted.map(({ path, id, size, sha256 }) => ({ path, id, size, sha256 }));
  return `${JSON.stringify({ acordeFolder: 1, files: rows })}\n`;
}

/** Throws FolderFault, when it is no list or a path is not safe. */
export function readFolderList(text: string): FolderFile[] {
  const files = rowsOf(text);
  if (files.length > FOLDER_FILES_MAX) throw new FolderFault(`more than ${FOLDER_FILES_MAX} files`);
  const paths = new Set<string>();
  for (const { path } of files) {
    if (paths.has(path)) throw new FolderFault('a path comes twice');
    paths.add(path);
  }
  for (const { path } of files) {
    const parts = path.split('/');
    for (let depth = 1; depth < parts.length; depth += 1) {
      if (paths.has(parts.slice(0, depth).join('/'))) throw new FolderFault('a file is a folder as well');
    }
  }
  return files;
}

/** What is wrong with a list, in a few words. */
export class FolderFault extends Error {}

function rowsOf(text: string): FolderFile[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new FolderFault('it is no JSON');
  }
  const list = value as { acordeFolder?: unknown; files?: unknown } | null;
  if (list?.acordeFolder !== 1 || !Array.isArray(list.files))
    throw new FolderFault('it is of another format');
  return list.files.map(rowOf);
}

function rowOf(value: unknown): FolderFile {
  const { path, id, size, sha256 } = (value ?? {}) as Record<string, unknown>;
  if (typeof path !== 'string' || !isSafePath(path)) throw new FolderFault('a path is not safe');
  if (typeof id !== 'string' || !ID.test(id)) throw new FolderFault('an id is none');
  if (typeof sha256 !== 'string' || !ID.test(sha256)) throw new FolderFault('a SHA-256 is none');
  if (!Number.isSafeInteger(size) || (size as number) < 0) throw new FolderFault('a size is none');
  return { path, id, size: size as number, sha256 };
}

/** Whether a path stays below the folder that it is taken to, on any system. */
export function isSafePath(path: string): boolean {
  if (path === '' || utf8Bytes(path) > PATH_BYTES_MAX || /[\\:\p{Cc}]/u.test(path)) return false;
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

/** As `Buffer.byteLength`: a lone surrogate counts as the three bytes of U+FFFD. */
function utf8Bytes(text: string): number {
  let bytes = 0;
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
