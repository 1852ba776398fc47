import type { Command } from 'commander';
import type { TransferAnswer } from '../api-types.ts';
import type { CliDeps } from '../cli-deps.ts';
import { type Context, withContext } from '../context.ts';
import { plain, shortId, size } from '../format.ts';
import type { GlobalOptions } from '../global-options.ts';
import { table } from '../table.ts';

/** `acorde transfer` */
export function addTransferCommands(program: Command, deps: CliDeps): void {
  program
    .command('transfer')
    .description('Bytes on their way')
    .command('ls')
    .description('list running and recent transfers of the asked peer')
    .action((_options: object, command: Command) =>
      withContext(deps, command.optsWithGlobals<GlobalOptions>(), {}, listTransfers),
    );
}

async function listTransfers({ api, show }: Context): Promise<void> {
  const answer = await api.json<{ transfers: TransferAnswer[] }>('/v1/transfers');
  show(answer, () =>
    table([
      ['KIND', 'STATE', 'FILE', 'MOVED', 'OF', 'NAME'],
      ...answer.transfers.map((transfer) => [
        transfer.kind,
        transfer.state,
        shortId(transfer.fileId) || '-',
        size(transfer.moved),
        transfer.size === null ? '-' : size(transfer.size),
        plain(transfer.name),
      ]),
    ]),
  );
}
