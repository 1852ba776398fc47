// Fetches a file into OUT.part, checks the whole against the SHA-256 of its entry, and renames it: what stands under its
// own name is complete and right. A .part of an earlier try is gone on with.
import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import type { FileStatAnswer } from '../api-types.ts';
import type { Output } from '../cli-deps.ts';
import { CliError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { plain, shortId, size } from '../format.ts';
import type { GlobalOptions } from '../global-options.ts';
import { showProgress } from '../progress.ts';
import { resolveFile } from '../resolve-file.ts';

const STDOUT = '-';

export interface GetOptions extends GlobalOptions {
  readonly out?: string;
}

interface Wanted {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  /** Null when no live entry tells it. */
  readonly sha256: string | null;
}

/** `acorde file get` */
export async function getFile(context: Context, text: string, { out }: GetOptions): Promise<void> {
  const wanted = await describe(context, text);
  if (out === STDOUT) return toStdout(context, wanted);
  const path = await targetOf(context, wanted, out);
  const part = `${path}.part`;
  const hash = createHash('sha256');
  const have = await resumeFrom(part, wanted, hash);
  if (have < wanted.size || have === 0) await fetchTo(context, wanted, part, have, hash);
  await verify(wanted, hash, () => rm(part, { force: true }));
  await rename(part, path);
  const answer = { id: wanted.id, name: wanted.name, size: wanted.size, sha256: wanted.sha256, path };
  context.show(answer, () => `${path}  ${size(wanted.size)}  verified\n`);
}

async function describe({ api }: Context, text: string): Promise<Wanted> {
  const { id, entry } = await resolveFile(api, text);
  const file = await api.json<FileStatAnswer>(`/v1/files/${id}/stat`);
  const named = entry ?? file.entries[0];
  return { id, name: named?.name ?? id, size: file.size, sha256: named?.sha256 ?? null };
}

/** The path to write; a name from elsewhere is data, so it never leaves the folder. */
async function targetOf({ deps }: Context, { name, id }: Wanted, out: string | undefined): Promise<string> {
  const safe = /[/\\\p{Cc}]/u.test(name) || name === '.' || name === '..' ? id : name;
  if (out === undefined) return resolve(deps.cwd, safe);
  const path = resolve(deps.cwd, out);
  const folder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return folder ? join(path, safe) : path;
}

/** How many bytes of an earlier try are there; they go into the hash. */
async function resumeFrom(part: string, wanted: Wanted, hash: Hash): Promise<number> {
  const found = await stat(part).catch(() => null);
  if (!found?.isFile() || found.size > wanted.size) return 0;
  for await (const piece of createReadStream(part, { highWaterMark: 1024 * 1024 })) hash.update(piece);
  return found.size;
}

async function fetchTo(
  context: Context,
  wanted: Wanted,
  part: string,
  have: number,
  hash: Hash,
): Promise<void> {
  const { api, signal } = context;
  const headers = have > 0 ? { range: `bytes=${have}-`, 'if-range': `"${wanted.id}"` } : {};
  const answer = await api.send(`/v1/files/${wanted.id}`, {
    headers: { ...headers, 'accept-encoding': 'identity' },
  });
  if (have > 0 && answer.status !== 206)
    throw new CliError(
      EXIT.error,
      `The peer does not go on at byte ${have}.`,
      `Remove ${part} and try again.`,
    );
  const file = createWriteStream(part, { flags: have > 0 ? 'a' : 'w' });
  const closed = finished(file);
  closed.catch(() => {});
  const progress = showProgress(context, plain(wanted.name), wanted.size);
  progress.add(have);
  try {
    for await (const piece of bytesOf(answer, wanted, have, signal)) {
      hash.update(piece);
      progress.add(piece.length);
      if (!file.write(piece)) await Promise.race([new Promise<void>((go) => file.once('drain', go)), closed]);
    }
  } finally {
    progress.end();
    file.end();
    await closed;
  }
}

/** Errors: unavailable when the answer ends too early; what came is kept for another try. */
async function* bytesOf(
  answer: Response,
  wanted: Wanted,
  have: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let bytes = have;
  try {
    for await (const piece of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
      bytes += piece.length;
      yield piece;
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw cutShort(bytes, wanted, (error as Error).message);
  }
  if (bytes !== wanted.size) throw cutShort(bytes, wanted, 'it ended');
}

function cutShort(bytes: number, wanted: Wanted, why: string): CliError {
  return new CliError(
    EXIT.unavailable,
    `The download broke off at byte ${bytes} of ${wanted.size} (${why}).`,
    `Go on with: acorde file get ${shortId(wanted.id)}`,
  );
}

async function verify(wanted: Wanted, hash: Hash, discard: () => Promise<void>): Promise<void> {
  const found = hash.digest('hex');
  if (wanted.sha256 === null || found === wanted.sha256) return;
  await discard();
  throw new CliError(
    EXIT.integrity,
    `The bytes do not match the entry: SHA-256 ${found}, not ${wanted.sha256}.`,
    'Try again; when it fails again, the entry is wrong.',
  );
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
