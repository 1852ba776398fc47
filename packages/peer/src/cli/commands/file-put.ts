import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { FileAnswer } from '../api-types.ts';
import { CliError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { plain, size } from '../format.ts';
import type { GlobalOptions } from '../global-options.ts';
import { type Progress, showProgress } from '../progress.ts';

const READ_BYTES = 1024 * 1024;
const STDIN = '-';

export interface PutOptions extends GlobalOptions {
  readonly name?: string;
  readonly mediaType?: string;
}

interface Source {
  readonly name: string;
  /** Null for the standard input. */
  readonly size: number | null;
  open(): AsyncIterable<Uint8Array>;
}

/** `acorde file put`: one after the other; each result is shown as it comes. */
export async function putFiles(
  context: Context,
  paths: readonly string[],
  options: PutOptions,
): Promise<void> {
  if (options.name !== undefined && paths.length > 1) {
    throw new CliError(EXIT.usage, '--name goes with one file.');
  }
  // All are looked at before the first is sent: a wrong path is no half-done job.
  const sources = await Promise.all(paths.map((path) => sourceOf(context, path, options)));
  for (const source of sources) await putOne(context, source, options);
}

async function putOne(context: Context, source: Source, { mediaType }: PutOptions): Promise<void> {
  const { api, show } = context;
  const progress = showProgress(context, plain(source.name), source.size);
  const hash = createHash('sha256');
  try {
    const answer = await api.send('/v1/files', {
      method: 'POST',
      query: { name: source.name },
      headers: {
        ...(mediaType ? { 'content-type': mediaType } : {}),
        ...(source.size === null ? {} : { 'content-length': String(source.size) }),
      },
      body: observed(source.open(), hash, progress),
    });
    const file = (await answer.json()) as FileAnswer;
    progress.end();
    checkDigest(source, file, hash.digest('hex'));
    const known = answer.status === 200 ? ' (was there already)' : '';
    show(file, () => `${file.id}  ${size(file.size)}  ${plain(file.name)}${known}\n`);
  } finally {
    progress.end();
  }
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

async function sourceOf({ deps }: Context, path: string, { name }: PutOptions): Promise<Source> {
  if (path === STDIN) {
    if (name === undefined)
      throw new CliError(EXIT.usage, 'The standard input needs a name.', 'Add --name NAME.');
    return { name, size: null, open: () => deps.stdin };
  }
  const file = resolve(deps.cwd, path);
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT'
      ? new CliError(EXIT.notFound, `There is no file ${path}.`)
      : new CliError(EXIT.error, `${path} cannot be read: ${error.message}`);
  });
  if (found.isDirectory()) {
    throw new CliError(
      EXIT.usage,
      `${path} is a folder.`,
      'Serve it in place with: acorde serve --share DIR. Or put its files: acorde file put DIR/*',
    );
  }
  return {
    name: name ?? basename(file),
    size: found.isFile() ? found.size : null,
    open: () => createReadStream(file, { highWaterMark: READ_BYTES }),
  };
}
