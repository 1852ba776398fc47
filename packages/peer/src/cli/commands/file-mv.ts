import type { FileAnswer, FileStatAnswer } from '../api-types.ts';
import { CliError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { plain, shortId } from '../format.ts';
import type { GlobalOptions } from '../global-options.ts';
import { resolveFile } from '../resolve-file.ts';

export interface MoveOptions extends GlobalOptions {
  readonly entry?: string;
}

/** `acorde file mv` */
export async function renameFile(
  { api, show }: Context,
  wanted: string,
  name: string,
  { entry }: MoveOptions,
): Promise<void> {
  const { id } = await resolveFile(api, wanted);
  const { entries } = await api.json<FileStatAnswer>(`/v1/files/${id}/stat`);
  const fitting = entries.filter(({ entryId }) => entryId.startsWith(entry?.toLowerCase() ?? ''));
  const [only] = fitting;
  if (!only || fitting.length > 1) {
    throw new CliError(
      EXIT.usage,
      only ? 'The file has more than one entry.' : 'The file has no such entry.',
      'Say which one, with --entry ID. See them with: acorde file stat FILE',
    );
  }
  const renamed = await api.json<FileAnswer>(`/v1/entries/${only.entryId}/rename`, {
    method: 'POST',
    query: { name },
  });
  show(
    renamed,
    () => `renamed ${shortId(renamed.id)} to ${plain(renamed.name)}, entry ${shortId(renamed.entryId)}\n`,
  );
}
