// A folder as a tree: its list first, checked, then every file of it to its place. What is there already and right is left as
// it is, so a get that broke off is simply done again.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FOLDER_LIST_BYTES_MAX, type FolderFile } from '@acorde/protocol/folder-list.ts';
import { atOnce } from '../at-once.ts';
import { BATCHED_BYTES_MAX, inBatches } from '../batch-client.ts';
import { CliError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { readFolderList } from '../folder-list.ts';
import { plain, size } from '../format.ts';
import { type Progress, showProgress } from '../progress.ts';
import { bytesOf, receiveFile, verify, type Wanted } from './receive-file.ts';

const FILES_AT_ONCE = 4;
const BATCHES_AT_ONCE = 2;

export async function getFolder(context: Context, wanted: Wanted, path: string): Promise<void> {
  const files = readFolderList(await listOf(context, wanted));
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  const progress = showProgress(context, plain(wanted.name), bytes);
  try {
    await mkdir(path, { recursive: true });
    const small = context.deps.batches ? files.filter((file) => file.size <= BATCHED_BYTES_MAX) : [];
    await getSmall(context, small, path, progress);
    const others = files.filter((file) => !small.includes(file));
    await atOnce(others, FILES_AT_ONCE, async (file) => {
      const target = join(path, file.path);
      if (await isThere(target, file)) return progress.add(file.size);
      await mkdir(dirname(target), { recursive: true });
      await receiveFile(context, { ...file, name: file.path }, target, progress);
    });
  } finally {
    progress.end();
  }
  const answer = { id: wanted.id, name: wanted.name, size: bytes, files: files.length, path };
  context.show(answer, () => `${path}/  ${files.length} files, ${size(bytes)}  verified\n`);
}

/** Small files, many in one call. */
async function getSmall(
  { api, token, signal, deps }: Context,
  files: readonly FolderFile[],
  path: string,
  progress: Progress,
): Promise<void> {
  if (files.length === 0 || !deps.batches) return;
  const client = await deps.batches({ url: api.url, token, signal });
  await atOnce(
    inBatches(files, (file) => file.size),
    BATCHES_AT_ONCE,
    async (batch) => {
      const missing: FolderFile[] = [];
      for (const file of batch) {
        if (await isThere(join(path, file.path), file)) progress.add(file.size);
        else missing.push(file);
      }
      if (missing.length === 0) return;
      let at = 0;
      for await (const data of client.get(missing.map(({ id }) => id))) {
        const file = missing[at++];
        if (!file) break;
        await keep(join(path, file.path), file, data);
        progress.add(data.length);
      }
      if (at < missing.length)
        throw new CliError(EXIT.unavailable, `The peer sent ${at} of ${missing.length} files.`);
    },
  );
}

/** As a single file: what stands under its own name is complete and right. */
async function keep(target: string, file: FolderFile, data: Uint8Array): Promise<void> {
  await verify({ ...file, name: file.path }, createHash('sha256').update(data), async () => {});
  await mkdir(dirname(target), { recursive: true });
  await writeFile(`${target}.part`, data);
  await rename(`${target}.part`, target);
}

async function listOf({ api, signal }: Context, wanted: Wanted): Promise<string> {
  if (wanted.size > FOLDER_LIST_BYTES_MAX)
    throw new CliError(EXIT.integrity, 'This folder cannot be taken out: its list is too long.');
  const answer = await api.send(`/v1/files/${wanted.id}`, { headers: { 'accept-encoding': 'identity' } });
  const hash = createHash('sha256');
  const pieces: Uint8Array[] = [];
  for await (const piece of bytesOf(answer, wanted, 0, signal)) {
    hash.update(piece);
    pieces.push(piece);
  }
  await verify(wanted, hash, async () => {});
  return Buffer.concat(pieces).toString('utf8');
}

async function isThere(path: string, file: FolderFile): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile() || found.size !== file.size) return false;
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(piece);
  return hash.digest('hex') === file.sha256;
}
