// One file on its way to the asked peer, hashed as it goes.
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { FileAnswer } from '../api-types.ts';
import { CliError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { plain } from '../format.ts';
import type { Progress } from '../progress.ts';

const READ_BYTES = 1024 * 1024;

export interface Source {
  readonly name: string;
  /** Bytes; null for the standard input. */
  readonly size: number | null;
  open(): AsyncIterable<Uint8Array>;
}

/** `size` in bytes; null when it is not a file of a known length. */
export function fileSource(path: string, name: string, size: number | null): Source {
  return { name, size, open: () => createReadStream(path, { highWaterMark: READ_BYTES }) };
}

/** Errors: those of the peer; integrity when something else arrived. */
export async function sendSource(
  { api }: Context,
  source: Source,
  mediaType: string | undefined,
  progress: Progress,
  /** Removes what the peer shared under the name before. */
  replace = false,
): Promise<{ file: FileAnswer; isNew: boolean }> {
  const hash = createHash('sha256');
  const answer = await api.send('/v1/files', {
    method: 'POST',
    query: { name: source.name, replace: replace ? 'true' : undefined },
    headers: {
      ...(mediaType ? { 'content-type': mediaType } : {}),
      ...(source.size === null ? {} : { 'content-length': String(source.size) }),
    },
    body: observed(source.open(), hash, progress),
  });
  const file = (await answer.json()) as FileAnswer;
  checkDigest(source, file, hash.digest('hex'));
  return { file, isNew: answer.status !== 200 };
}

async function* observed(
  bytes: AsyncIterable<Uint8Array>,
  hash: Hash,
  progress: Progress,
): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes) {
    hash.update(piece);
    progress.add(piece.length);
    yield piece;
  }
}

function checkDigest(source: Source, file: FileAnswer, sent: string): void {
  if (file.sha256 === sent) return;
  throw new CliError(
    EXIT.integrity,
    `What arrived of ${plain(source.name)} is not what was sent: SHA-256 ${file.sha256}, not ${sent}.`,
    `Remove it with: acorde file rm --entry ${file.entryId}`,
  );
}
