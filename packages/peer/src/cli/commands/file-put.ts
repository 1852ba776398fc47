import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { CliError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { plain, size } from '../format.ts';
import type { GlobalOptions } from '../global-options.ts';
import { showProgress } from '../progress.ts';
import { putFolder } from './folder-put.ts';
import { fileSource, type Source, sendSource } from './send-source.ts';

const STDIN = '-';

export interface PutOptions extends GlobalOptions {
  readonly name?: string;
  readonly mediaType?: string;
  readonly replace?: boolean;
}

/** What a path names. */
type Item = { readonly file: Source } | { readonly folder: string; readonly name: string };

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
  const items = await Promise.all(paths.map((path) => itemOf(context, path, options)));
  for (const item of items) {
    if ('file' in item) await putOne(context, item.file, options);
    else await putFolder(context, item.folder, item.name);
  }
}

async function putOne(context: Context, source: Source, options: PutOptions): Promise<void> {
  const progress = showProgress(context, plain(source.name), source.size);
  try {
    const { file, isNew } = await sendSource(context, source, options.mediaType, progress, options.replace);
    progress.end();
    const known = isNew ? '' : ' (was there already)';
    context.show(file, () => `${file.id}  ${size(file.size)}  ${plain(file.name)}${known}\n`);
  } finally {
    progress.end();
  }
}

async function itemOf({ deps }: Context, path: string, { name, mediaType }: PutOptions): Promise<Item> {
  if (path === STDIN) {
    if (name === undefined)
      throw new CliError(EXIT.usage, 'The standard input needs a name.', 'Add --name NAME.');
    return { file: { name, size: null, open: () => deps.stdin } };
  }
  const file = resolve(deps.cwd, path);
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT'
      ? new CliError(EXIT.notFound, `There is no file ${path}.`)
      : new CliError(EXIT.error, `${path} cannot be read: ${error.message}`);
  });
  if (!found.isDirectory())
    return { file: fileSource(file, name ?? basename(file), found.isFile() ? found.size : null) };
  if (mediaType !== undefined)
    throw new CliError(EXIT.usage, '--media-type goes with files, not with a folder.');
  return { folder: file, name: name ?? basename(file) };
}
