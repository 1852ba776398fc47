// `acorde file put DIR`: every file below the folder under its own name, and then the list of them as a file that has the
// folder's name. What is there already is found by its content, so a put that broke off is simply done again.
import { createHash } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  FOLDER_FILES_MAX,
  FOLDER_LIST_BYTES_MAX,
  FOLDER_TYPE,
  type FolderFile,
  isSafePath,
  writeFolderList,
} from '@acorde/protocol/folder-list.ts';
import type { FileAnswer } from '../api-types.ts';
import { atOnce } from '../at-once.ts';
import { BATCHED_BYTES_MAX, inBatches } from '../batch-client.ts';
import { CliError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { plain, size } from '../format.ts';
import { type Progress, showProgress } from '../progress.ts';
import { fileSource, sendSource } from './send-source.ts';

const FILES_AT_ONCE = 4;
const BATCHES_AT_ONCE = 2;

interface Found {
  /** Relative, with `/`. */
  readonly path: string;
  readonly bytes: number;
}

export async function putFolder(context: Context, folder: string, name: string): Promise<void> {
  const found = await filesIn(context, folder);
  const bytes = found.reduce((sum, file) => sum + file.bytes, 0);
  const progress = showProgress(context, plain(name), bytes);
  const files: FolderFile[] = [];
  try {
    const small = context.deps.batches ? found.filter((file) => file.bytes <= BATCHED_BYTES_MAX) : [];
    files.push(...(await putSmall(context, folder, small, progress)));
    const others = found.filter((file) => !small.includes(file));
    await atOnce(others, FILES_AT_ONCE, async ({ path, bytes: length }) => {
      const source = fileSource(join(folder, path), basename(path), length);
      const { file } = await sendSource(context, source, undefined, progress);
      files.push({ path, id: file.id, size: file.size, sha256: file.sha256 });
    });
    const list = Buffer.from(writeFolderList(files));
    if (list.length > FOLDER_LIST_BYTES_MAX) throw tooMany();
    const source = { name, size: list.length, open: () => once(list) };
    const { file, isNew } = await sendSource(context, source, FOLDER_TYPE, progress);
    progress.end();
    const answer: FileAnswer & { files: number } = { ...file, files: files.length };
    const known = isNew ? '' : ' (was there already)';
    context.show(
      answer,
      () => `${file.id}  ${files.length} files, ${size(bytes)}  ${plain(file.name)}/${known}\n`,
    );
  } finally {
    progress.end();
  }
}

/** Small files, many in one call. */
async function putSmall(
  context: Context,
  folder: string,
  found: readonly Found[],
  progress: Progress,
): Promise<FolderFile[]> {
  const { api, token, signal, deps } = context;
  if (found.length === 0 || !deps.batches) return [];
  const client = await deps.batches({ url: api.url, token, signal });
  const files: FolderFile[] = [];
  await atOnce(
    inBatches(found, (file) => file.bytes),
    BATCHES_AT_ONCE,
    async (batch) => {
      const read = await Promise.all(
        batch.map(async ({ path }) => {
          const data = await readFile(join(folder, path));
          return {
            path,
            name: basename(path),
            data,
            sha256: createHash('sha256').update(data).digest('hex'),
          };
        }),
      );
      const ids = await client.put(read);
      for (const [index, { path, data, sha256 }] of read.entries()) {
        files.push({ path, id: ids[index] ?? '', size: data.length, sha256 });
        progress.add(data.length);
      }
    },
  );
  return files;
}

/** Regular files alone: a link may lead anywhere, and a device has no end. */
async function filesIn(context: Context, folder: string): Promise<Found[]> {
  const found: Found[] = [];
  let others = 0;
  const walk = async (below: string): Promise<void> => {
    for (const entry of await sorted(join(folder, below))) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) await walk(path);
      else if (!entry.isFile()) others += 1;
      else if (!isSafePath(path))
        throw new CliError(EXIT.usage, `${plain(path)} cannot be named in a folder.`);
      else found.push({ path, bytes: (await stat(join(folder, path))).size });
      if (found.length > FOLDER_FILES_MAX) throw tooMany();
    }
  };
  await walk('');
  if (others > 0) context.tell(`${others} links and other things that are no files are left out.`);
  return found;
}

async function sorted(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function tooMany(): CliError {
  return new CliError(EXIT.usage, `A folder may have at most ${FOLDER_FILES_MAX} files.`);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
