// Which file is meant: a whole id is taken as it is; anything else is looked for among the names, and then, when it could
// be the beginning of an id, among the ids.
import type { ApiClient } from './api-client.ts';
import type { FileAnswer, FilePageAnswer } from './api-types.ts';
import { CliError } from './cli-error.ts';
import { EXIT } from './exit-code.ts';
import { plain, shortId, size } from './format.ts';
import { table } from './table.ts';

const WHOLE_ID = /^[0-9a-f]{64}$/i;
const ID_BEGINNING = /^[0-9a-f]{6,63}$/i;
const PAGE_FILES = 1_000;
const PAGES_MAX = 20;
const QUERY_CHARACTERS_MAX = 255;

export interface ResolvedFile {
  readonly id: string;
  /** The entry that it was found by; null when an id was given. */
  readonly entry: FileAnswer | null;
}

/** Errors: not found; usage, with the candidates, when several different files fit. */
export async function resolveFile(api: ApiClient, wanted: string): Promise<ResolvedFile> {
  if (WHOLE_ID.test(wanted)) return { id: wanted.toLowerCase(), entry: null };
  const name = wanted.normalize('NFC');
  const named = await collect(api, name, (file) => file.name === name);
  if (named.length > 0) return single(wanted, named);
  const begun = ID_BEGINNING.test(wanted)
    ? await collect(api, '', (file) => file.id.startsWith(wanted.toLowerCase()))
    : [];
  if (begun.length > 0) return single(wanted, begun);
  throw new CliError(
    EXIT.notFound,
    `No file has the name or id "${plain(wanted)}".`,
    'Search with: acorde file find TEXT.',
  );
}

async function collect(
  api: ApiClient,
  q: string,
  fits: (file: FileAnswer) => boolean,
): Promise<FileAnswer[]> {
  if (q.length > QUERY_CHARACTERS_MAX) return [];
  const found: FileAnswer[] = [];
  let token = '';
  for (let page = 0; page < PAGES_MAX; page++) {
    const query = { q, scope: 'fleet', page_size: PAGE_FILES, page_token: token };
    const { files, nextPageToken } = await api.json<FilePageAnswer>('/v1/files', { query });
    found.push(...files.filter(fits));
    token = nextPageToken;
    if (token === '') break;
  }
  return found;
}

function single(wanted: string, entries: readonly FileAnswer[]): ResolvedFile {
  const [entry] = entries;
  if (!entry) throw new CliError(EXIT.notFound, `There is no file "${plain(wanted)}".`);
  if (new Set(entries.map(({ id }) => id)).size === 1) return { id: entry.id, entry };
  const rows = entries.map((file) => [file.id, size(file.size), shortId(file.peerId), plain(file.name)]);
  throw new CliError(
    EXIT.usage,
    `"${plain(wanted)}" fits several files:\n${table([['FILE', 'SIZE', 'PEER', 'NAME'], ...rows]).trimEnd()}`,
    'Name one by its id.',
  );
}
