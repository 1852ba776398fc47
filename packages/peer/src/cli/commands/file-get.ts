// `acorde file get`: a file under its name, to a path or to the standard output; a folder as a tree.
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { FOLDER_TYPE } from '@acorde/protocol/folder-list.ts';
import type { FileStatAnswer } from '../api-types.ts';
import type { Output } from '../cli-deps.ts';
import type { Context } from '../context.ts';
import { plain, size } from '../format.ts';
import type { GlobalOptions } from '../global-options.ts';
import { showProgress } from '../progress.ts';
import { resolveFile } from '../resolve-file.ts';
import { getFolder } from './folder-get.ts';
import { bytesOf, receiveFile, verify, type Wanted } from './receive-file.ts';

const STDOUT = '-';

export interface GetOptions extends GlobalOptions {
  readonly out?: string;
}

/** `acorde file get` */
export async function getFile(context: Context, text: string, { out }: GetOptions): Promise<void> {
  const wanted = await describe(context, text);
  if (out === STDOUT) return toStdout(context, wanted);
  const path = await targetOf(context, wanted, out);
  if (wanted.isFolder) return getFolder(context, wanted, path);
  const progress = showProgress(context, plain(wanted.name), wanted.size);
  await receiveFile(context, wanted, path, progress).finally(() => progress.end());
  const answer = { id: wanted.id, name: wanted.name, size: wanted.size, sha256: wanted.sha256, path };
  context.show(answer, () => `${path}  ${size(wanted.size)}  verified\n`);
}

async function describe({ api }: Context, text: string): Promise<Wanted & { isFolder: boolean }> {
  const { id, entry } = await resolveFile(api, text);
  const file = await api.json<FileStatAnswer>(`/v1/files/${id}/stat`);
  const named = entry ?? file.entries[0];
  const isFolder = named?.mediaType === FOLDER_TYPE;
  return { id, name: named?.name ?? id, size: file.size, sha256: named?.sha256 ?? null, isFolder };
}

/** The path to write; a name from elsewhere is data, so it never leaves the folder. */
async function targetOf(
  { deps }: Context,
  { name, id, isFolder }: Wanted & { isFolder: boolean },
  out: string | undefined,
): Promise<string> {
  const safe = /[/\\\p{Cc}]/u.test(name) || name === '.' || name === '..' ? id : name;
  if (out === undefined) return resolve(deps.cwd, safe);
  const path = resolve(deps.cwd, out);
  // A folder is taken out to the path itself, so that to do it again goes on with it.
  if (isFolder) return path;
  const folder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return folder ? join(path, safe) : path;
}

async function toStdout(context: Context, wanted: Wanted): Promise<void> {
  const { api, deps, signal } = context;
  const answer = await api.send(`/v1/files/${wanted.id}`, { headers: { 'accept-encoding': 'identity' } });
  const hash = createHash('sha256');
  for await (const piece of bytesOf(answer, wanted, 0, signal)) {
    hash.update(piece);
    await write(deps.stdout, piece);
  }
  await verify(wanted, hash, async () => {});
}

async function write(output: Output, piece: Uint8Array): Promise<void> {
  if (!output.write(piece)) await new Promise<void>((go) => output.once('drain', go));
}
