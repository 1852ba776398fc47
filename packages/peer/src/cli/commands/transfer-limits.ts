import { type Command, InvalidArgumentError } from 'commander';
import type { CliDeps } from '../cli-deps.ts';
import { withContext } from '../context.ts';
import { size } from '../format.ts';
import type { GlobalOptions } from '../global-options.ts';
import { table } from '../table.ts';
import { whole } from './network.ts';

interface LimitsAnswer {
  readonly upBytesPerSecond: number;
  readonly downBytesPerSecond: number;
  readonly transfersMax: number;
  readonly streamsPerSource: number;
}

type LimitsOptions = GlobalOptions & {
  readonly up?: number;
  readonly down?: number;
  readonly transfers?: number;
  readonly streams?: number;
};

const UNITS = ['', 'K', 'M', 'G'];

/** `acorde transfer limits` */
export function addLimitsCommand(transfer: Command, deps: CliDeps): void {
  transfer
    .command('limits')
    .description('show what the asked peer may spend on transfers, or change it until its next start')
    .option('--up <rate>', 'bytes a second to other peers: 5M, 500K, bytes, or none', rate)
    .option('--down <rate>', 'bytes a second from other peers', rate)
    .option('--transfers <n>', 'transfers at once', whole(1, 512))
    .option('--streams <n>', 'streams of one download to each peer that has the file', whole(1, 8))
    .action((_options: object, command: Command) => {
      const options = command.optsWithGlobals<LimitsOptions>();
      return withContext(deps, options, {}, async ({ api, show }) => {
        const { up, down, transfers, streams } = options;
        const query = { up, down, transfers, streams };
        const isChange = Object.values(query).some((value) => value !== undefined);
        const method = isChange ? 'POST' : 'GET';
        const limits = await api.json<LimitsAnswer>('/v1/limits', { method, query });
        show(limits, () => limitsTable(limits));
      });
    });
}

function limitsTable({ upBytesPerSecond, downBytesPerSecond, ...counts }: LimitsAnswer): string {
  const rateText = (bytes: number) => (bytes === 0 ? 'none' : `${size(bytes)}/s`);
  return table([
    ['LIMIT', 'VALUE'],
    ['up', rateText(upBytesPerSecond)],
    ['down', rateText(downBytesPerSecond)],
    ['transfers', String(counts.transfersMax)],
    ['streams', String(counts.streamsPerSource)],
  ]);
}

/** Bytes a second: like 500K, 5M, 1.5G, or `none`; powers of 1024. */
function rate(text: string): number {
  if (text === 'none') return 0;
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([KMG]?)$/i.exec(text) ?? [];
  if (number === undefined) throw new InvalidArgumentError('It must be like 500K, 5M, 1.5G, or none.');
  return Math.floor(Number(number) * 1024 ** UNITS.indexOf(unit.toUpperCase()));
}
