import type { FilePageAnswer } from '../api-types.ts';
import { type Context, peerOf } from '../context.ts';
import { plain, shortId, size } from '../format.ts';
import type { GlobalOptions } from '../global-options.ts';
import { table } from '../table.ts';

export interface FindOptions extends GlobalOptions {
  readonly limit: number;
  readonly pageToken?: string;
  readonly type?: string;
  /** Bytes. */
  readonly min?: number;
  readonly max?: number;
}

/** `acorde file find`: all peers. */
export async function findFiles(context: Context, text: string, options: FindOptions): Promise<void> {
  const query = { q: text, scope: 'fleet', ...pageQuery(options) };
  show(context, await context.api.json<FilePageAnswer>('/v1/files', { query }));
}

/** `acorde file ls`: what one peer shares. */
export async function listFiles(context: Context, { peer, ...options }: FindOptions): Promise<void> {
  const { api } = context;
  const peerId = peer === undefined ? undefined : (await peerOf(api, peer)).peerId;
  const query = { scope: 'peer', peer: peerId, ...pageQuery(options) };
  show(context, await api.json<FilePageAnswer>('/v1/files', { query }));
}

function pageQuery({ limit, pageToken, type, min, max }: Omit<FindOptions, 'peer'>) {
  return { type, size_min: min, size_max: max, page_size: limit, page_token: pageToken };
}

function show({ show: print, tell }: Context, page: FilePageAnswer): void {
  const { files, nextPageToken, partitions } = page;
  print(page, () =>
    table([
      ['FILE', 'SIZE', 'PEER', 'ENTRY', 'NAME'],
      ...files.map((file) => [
        shortId(file.id),
        size(file.size),
        shortId(file.peerId),
        shortId(file.entryId),
        plain(file.name) + (file.shared ? ' (shared)' : ''),
      ]),
    ]),
  );
  if (partitions.answered < partitions.total) {
    tell(
      `Only ${partitions.answered} of ${partitions.total} parts of the index answered: there may be more.`,
    );
  }
  if (nextPageToken) tell(`There is more: --page-token ${nextPageToken}`);
}
