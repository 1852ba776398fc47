import type { Command } from 'commander';
import type { TransferAnswer } from '../api-types.ts';
import type { CliDeps } from '../cli-deps.ts';
import { type Context, withContext } from '../context.ts';
import { plain, shortId, size } from '../format.ts';
import type { GlobalOptions } from '../global-options.ts';
import { table } from '../table.ts';
import { addLimitsCommand } from './transfer-limits.ts';

/** `acorde transfer` */
export function addTransferCommands(program: Command, deps: CliDeps): void {
  const transfer = program.command('transfer').description('Bytes on their way');
  transfer
    .command('cancel')
    .description('end a running transfer of the asked peer')
    .argument('<id>', 'from: acorde transfer ls')
    .action((id: string, _options: object, command: Command) =>
      withContext(deps, command.optsWithGlobals<GlobalOptions>(), {}, (context) =>
        cancelTransfer(context, id),
      ),
    );
  for (const [verb, said] of [
    ['pause', 'waits'],
    ['resume', 'goes on'],
  ] as const) {
    transfer
      .command(verb)
      .description(`${verb} a transfer of the asked peer`)
      .argument('<id>', 'from: acorde transfer ls')
      .action((id: string, _options: object, command: Command) =>
        withContext(deps, command.optsWithGlobals<GlobalOptions>(), {}, async ({ api, show }) => {
          await api.send(`/v1/transfers/${encodeURIComponent(id)}/${verb}`, { method: 'POST' });
          show(
            { transferId: id, state: verb === 'pause' ? 'paused' : 'running' },
            () => `${plain(id)} ${said}\n`,
          );
        }),
      );
  }
  addLimitsCommand(transfer, deps);
  transfer
    .command('ls')
    .alias('list')
    .description('list running and recent transfers of the asked peer')
    .action((_options: object, command: Command) =>
      withContext(deps, command.optsWithGlobals<GlobalOptions>(), {}, listTransfers),
    );
}

async function listTransfers({ api, show }: Context): Promise<void> {
  const answer = await api.json<{ transfers: TransferAnswer[] }>('/v1/transfers');
  show(answer, () =>
    table([
      ['TRANSFER', 'KIND', 'STATE', 'FILE', 'MOVED', 'OF', 'RATE', 'LEFT', 'COPIES', 'NAME'],
      ...answer.transfers.map((transfer) => [
        transfer.transferId,
        transfer.kind,
        transfer.state,
        shortId(transfer.fileId) || '-',
        size(transfer.moved),
        transfer.size === null ? '-' : size(transfer.size),
        transfer.bytesPerSecond > 0 ? `${size(transfer.bytesPerSecond)}/s` : '-',
        transfer.secondsLeft === null ? '-' : `${transfer.secondsLeft} s`,
        transfer.copiesWanted === 0 ? '-' : `${transfer.copies}/${transfer.copiesWanted}`,
        plain(transfer.name),
      ]),
    ]),
  );
}

async function cancelTransfer({ api, show }: Context, id: string): Promise<void> {
  await api.send(`/v1/transfers/${encodeURIComponent(id)}`, { method: 'DELETE' });
  show({ cancelled: id }, () => `${plain(id)} is cancelled\n`);
}
