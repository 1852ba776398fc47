// A folder in the network: a file of its own media type that lists relative paths and the ids of the files under them. It
// comes from strangers, so its paths are checked before anything is written: none leads out of the folder it is taken to.
import { CliError } from './cli-error.ts';
import { EXIT } from './exit-code.ts';

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

/** Errors: integrity, when it is no list or a path is not safe. */
export function readFolderList(text: string): FolderFile[] {
  const files = rowsOf(text);
  if (files.length > FOLDER_FILES_MAX) throw bad(`more than ${FOLDER_FILES_MAX} files`);
  const paths = new Set<string>();
  for (const { path } of files) {
    if (paths.has(path)) throw bad('a path comes twice');
    paths.add(path);
  }
  for (const { path } of files) {
    const parts = path.split('/');
    for (let depth = 1; depth < parts.length; depth += 1) {
      if (paths.has(parts.slice(0, depth).join('/'))) throw bad('a file is a folder as well');
    }
  }
  return files;
}

function rowsOf(text: string): FolderFile[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw bad('it is no JSON');
  }
  const list = value as { acordeFolder?: unknown; files?: unknown } | null;
  if (list?.acordeFolder !== 1 || !Array.isArray(list.files)) throw bad('it is of another format');
  return list.files.map(rowOf);
}

function rowOf(value: unknown): FolderFile {
  const { path, id, size, sha256 } = (value ?? {}) as Record<string, unknown>;
  if (typeof path !== 'string' || !isSafePath(path)) throw bad('a path is not safe');
  if (typeof id !== 'string' || !ID.test(id)) throw bad('an id is none');
  if (typeof sha256 !== 'string' || !ID.test(sha256)) throw bad('a SHA-256 is none');
  if (!Number.isSafeInteger(size) || (size as number) < 0) throw bad('a size is none');
  return { path, id, size: size as number, sha256 };
}

/** Whether a path stays below the folder that it is taken to, on any system. */
export function isSafePath(path: string): boolean {
  if (path === '' || Buffer.byteLength(path) > PATH_BYTES_MAX || /[\\:\p{Cc}]/u.test(path)) return false;
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

function bad(why: string): CliError {
  return new CliError(EXIT.integrity, `This folder cannot be taken out: ${why}.`);
}
