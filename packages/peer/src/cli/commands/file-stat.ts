import type { FileStatAnswer, HolderAnswer } from '../api-types.ts';
import type { Context } from '../context.ts';
import { plain, shortId, size } from '../format.ts';
import { resolveFile } from '../resolve-file.ts';
import { table } from '../table.ts';

/** `acorde file stat` */
export async function statFile({ api, show }: Context, wanted: string): Promise<void> {
  const { id } = await resolveFile(api, wanted);
  const stat = await api.json<FileStatAnswer>(`/v1/files/${id}/stat`);
  show(stat, () => describe(stat));
}

function describe(stat: FileStatAnswer): string {
  const { holders, unreachable, replicasWanted } = stat;
  const replicas = holders.filter(({ complete, shared }) => complete && !shared).length;
  const holder = (state: string) => (one: HolderAnswer) => [
    shortId(one.peerId),
    `${one.shared ? 'shared folder' : one.complete ? 'complete' : 'partial'}${one.rejected ? ', sent wrong bytes' : ''}`,
    state,
  ];
  return [
    table([
      ['file', stat.id],
      ['size', `${size(stat.size)} (${stat.size} bytes)`],
      ['sha256', stat.entries[0]?.sha256 ?? '-'],
      ['replicas', `${replicas} of ${replicasWanted}${stat.fullyReplicated ? ', fully replicated' : ''}`],
    ]),
    table([['HOLDER', 'COPY', 'ANSWERS'], ...holders.map(holder('yes')), ...unreachable.map(holder('no'))]),
    table([
      ['ENTRY', 'PEER', 'CREATED', 'NAME'],
      ...stat.entries.map((entry) => [
        shortId(entry.entryId),
        shortId(entry.peerId),
        entry.createdAt,
        plain(entry.name),
      ]),
    ]),
  ].join('\n');
}
