import { type Command, Option } from 'commander';
import type { LookupAnswer } from '../api-types.ts';
import type { CliDeps } from '../cli-deps.ts';
import { CliError } from '../cli-error.ts';
import { type Context, withContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { plain, shortId } from '../format.ts';
import type { GlobalOptions } from '../global-options.ts';
import { table } from '../table.ts';
import { ringStatus } from './ring-status.ts';

interface LookupOptions extends GlobalOptions {
  readonly name?: string;
  readonly routing?: string;
  readonly trace?: boolean;
}

/** `acorde ring` */
export function addRingCommands(program: Command, deps: CliDeps): void {
  const ring = program.command('ring').description('Who succeeds whom, and who owns a key');
  ring
    .command('status')
    .description('ask every peer for its place and say whether the ring is ideal')
    .action((_options: object, command: Command) =>
      withContext(deps, command.optsWithGlobals<GlobalOptions>(), {}, ringStatus),
    );
  ring
    .command('lookup')
    .description('find the owner of a key')
    .argument('[key]', '64 hex digits; a file id is a key')
    .option('--name <text>', 'take the SHA-256 of this text as the key')
    .option('--trace', 'show every hop')
    .addOption(
      new Option('--routing <how>', 'how to route').choices(['auto', 'classic', 'full']).default('auto'),
    )
    .action((key: string | undefined, _options: object, command: Command) => {
      const options = command.optsWithGlobals<LookupOptions>();
      return withContext(deps, options, {}, (context) => lookup(context, key, options));
    });
}

async function lookup(
  { api, show }: Context,
  key: string | undefined,
  options: LookupOptions,
): Promise<void> {
  const { name, routing, trace } = options;
  if ((key === undefined) === (name === undefined)) {
    throw new CliError(
      EXIT.usage,
      'Give either a KEY of 64 hex digits or --name TEXT.',
      'Try: acorde ring lookup --name song --trace',
    );
  }
  const answer = await api.json<LookupAnswer>('/v1/ring/lookup', {
    query: { key: key?.toLowerCase(), name, routing },
  });
  show(answer, () => describe(answer, trace ?? false));
}

function describe({ key, memberId, peerId, address, hops, ms }: LookupAnswer, trace: boolean): string {
  const owner = table([
    ['key', key],
    ['owner', `member ${memberId}`],
    ['peer', `${peerId} at ${plain(address)}`],
    ['hops', `${hops.length} in ${ms.toFixed(1)} ms`],
  ]);
  if (!trace || hops.length === 0) return owner;
  const rows = hops.map((hop) => [
    hop.index,
    shortId(hop.from),
    shortId(hop.to),
    plain(hop.reason),
    hop.outcome,
    hop.ms.toFixed(1),
  ]);
  return `${table([['HOP', 'FROM', 'TO', 'WHY', 'OUTCOME', 'MS'], ...rows])}\n${owner}`;
}
