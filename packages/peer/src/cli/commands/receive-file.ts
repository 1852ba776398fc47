// A file on its way to the disk: into PATH.part, checked as a whole against the SHA-256 of its entry, and renamed. What
// stands under its own name is complete and right. A .part of an earlier try is gone on with.
import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { CliError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { shortId } from '../format.ts';
import type { Progress } from '../progress.ts';

export interface Wanted {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  /** Null when no live entry tells it. */
  readonly sha256: string | null;
}

/** Errors: unavailable, integrity, those of the peer. */
export async function receiveFile(
  context: Context,
  wanted: Wanted,
  path: string,
  progress: Progress,
): Promise<void> {
  const part = `${path}.part`;
  const hash = createHash('sha256');
  const have = await resumeFrom(part, wanted, hash);
  progress.add(have);
  if (have < wanted.size || have === 0) await fetchTo(context, wanted, { part, have, hash, progress });
  await verify(wanted, hash, () => rm(part, { force: true }));
  await rename(part, path);
}

/** How many bytes of an earlier try are there; they go into the hash. */
async function resumeFrom(part: string, wanted: Wanted, hash: Hash): Promise<number> {
  const found = await stat(part).catch(() => null);
  if (!found?.isFile() || found.size > wanted.size) return 0;
  for await (const piece of createReadStream(part, { highWaterMark: 1024 * 1024 })) hash.update(piece);
  return found.size;
}

async function fetchTo(
  { api, signal }: Context,
  wanted: Wanted,
  { part, have, hash, progress }: { part: string; have: number; hash: Hash; progress: Progress },
): Promise<void> {
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
  try {
    for await (const piece of bytesOf(answer, wanted, have, signal)) {
      hash.update(piece);
      progress.add(piece.length);
      if (!file.write(piece)) await Promise.race([new Promise<void>((go) => file.once('drain', go)), closed]);
    }
  } finally {
    file.end();
    await closed;
  }
}

/** Errors: unavailable when the answer ends too early; what came is kept for another try. */
export async function* bytesOf(
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

/** Throws when the bytes are not those of the entry, after `discard`. */
export async function verify(wanted: Wanted, hash: Hash, discard: () => Promise<void>): Promise<void> {
  const found = hash.digest('hex');
  if (wanted.sha256 === null || found === wanted.sha256) return;
  await discard();
  throw new CliError(
    EXIT.integrity,
    `The bytes do not match the entry: SHA-256 ${found}, not ${wanted.sha256}.`,
    'Try again; when it fails again, the entry is wrong.',
  );
}
