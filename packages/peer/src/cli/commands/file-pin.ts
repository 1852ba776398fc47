import type { FileAnswer } from '../api-types.ts';
import type { Context } from '../context.ts';
import { plain, shortId } from '../format.ts';
import type { GlobalOptions } from '../global-options.ts';
import { resolveFile } from '../resolve-file.ts';

export interface PinOptions extends GlobalOptions {
  readonly name?: string;
}

/** `acorde file pin` */
export async function pinFile({ api, show }: Context, wanted: string, { name }: PinOptions): Promise<void> {
  const { id } = await resolveFile(api, wanted);
  const query = { name };
  const file = await api.json<FileAnswer>(`/v1/files/${id}/pin`, { method: 'POST', query });
  show(file, () => `pinned ${shortId(file.id)} as ${plain(file.name)}, entry ${shortId(file.entryId)}\n`);
}
