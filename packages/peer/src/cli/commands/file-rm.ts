import { CliError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { shortId } from '../format.ts';
import type { GlobalOptions } from '../global-options.ts';
import { resolveFile } from '../resolve-file.ts';

export interface RemoveOptions extends GlobalOptions {
  readonly entry?: string;
}

/** `acorde file rm` */
export async function removeFile(
  { api, show }: Context,
  wanted: string | undefined,
  { entry }: RemoveOptions,
): Promise<void> {
  const path = await pathOf();
  const answer = await api.json<{ removed: string[] }>(path, { method: 'DELETE' });
  show(
    answer,
    () => answer.removed.map((entryId) => `removed ${shortId(entryId)}\n`).join('') || 'nothing removed\n',
  );

  async function pathOf(): Promise<string> {
    if (wanted !== undefined && entry === undefined)
      return `/v1/files/${(await resolveFile(api, wanted)).id}`;
    if (wanted === undefined && entry !== undefined)
      return `/v1/entries/${encodeURIComponent(entry.toLowerCase())}`;
    throw new CliError(
      EXIT.usage,
      'Give either a FILE or --entry ID.',
      'See the entries with: acorde file stat FILE',
    );
  }
}
