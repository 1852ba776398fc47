import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CliDeps } from '../cli-deps.ts';
import { type Context, withContext } from '../context.ts';
import type { GlobalOptions } from '../global-options.ts';
import { table } from '../table.ts';

/** `acorde network` */
export function addNetworkCommands(program: Command, deps: CliDeps): void {
  const network = program.command('network').description('Make a network, and admit peers to it');
  network
    .command('token')
    .description('make a single-use token that admits one more peer')
    .action((_options: object, command: Command) =>
      withContext(deps, command.optsWithGlobals<GlobalOptions>(), {}, makeToken),
    );
  addInit(network, deps);
  addIssue(network, deps);
}

async function makeToken({ api, show, tell }: Context): Promise<void> {
  const answer = await api.json<{ token: string; expires: string }>('/v1/network/tokens', { method: 'POST' });
  show(answer, () => `${answer.token}\n`);
  tell(`Good for one peer until ${answer.expires}: acorde serve --join HOST:PORT --token TOKEN`);
}

interface InitOptions extends GlobalOptions {
  readonly ifMissing?: boolean;
  readonly replicas: number;
  readonly successors: number;
  readonly timing: string;
  readonly apiHost: readonly string[];
}

function addInit(network: Command, deps: CliDeps): void {
  network
    .command('init')
    .description('make a network: its authority, its document, its write token')
    .argument('<directory>', 'folder for what its registrars share')
    .option('--if-missing', 'do nothing when the folder has a network')
    .option('--replicas <k>', 'copies of everything', whole(1, 16), 3)
    .option('--successors <r>', 'length of the successor lists', whole(1, 64), 8)
    .addOption(
      new Option('--timing <preset>', 'how fast peers react').choices(['default', 'demo']).default('default'),
    )
    .option('--api-host <name>', 'host name for the API certificate; may be repeated', collect, [])
    .action(async (directory: string, _options: object, command: Command) => {
      const options = command.optsWithGlobals<InitOptions>();
      const made = await deps.actions.networkInit({
        directory: resolve(deps.cwd, directory),
        ifMissing: options.ifMissing ?? false,
        replicas: options.replicas,
        successors: options.successors,
        timing: options.timing,
        apiHosts: options.apiHost,
      });
      deps.stdout.write(options.json ? `${JSON.stringify(made)}\n` : facts(made));
    });
}

interface IssueOptions extends GlobalOptions {
  readonly role: 'gateway';
  readonly out: string;
}

function addIssue(network: Command, deps: CliDeps): void {
  network
    .command('issue')
    .description('issue a certificate, for a gateway')
    .argument('<directory>', "the network's folder")
    .addOption(new Option('--role <role>', 'what for').choices(['gateway']).default('gateway'))
    .requiredOption('--out <dir>', 'folder for key and certificate')
    .action(async (directory: string, _options: object, command: Command) => {
      const options = command.optsWithGlobals<IssueOptions>();
      const made = await deps.actions.networkIssue({
        directory: resolve(deps.cwd, directory),
        role: options.role,
        out: resolve(deps.cwd, options.out),
      });
      deps.stdout.write(options.json ? `${JSON.stringify(made)}\n` : facts(made));
    });
}

function facts(made: object): string {
  return table(Object.entries(made).map(([key, value]) => [key, String(value)]));
}

/** Repeated options and lists with commas. */
export function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, ...text.split(',').filter(Boolean)];
}

/** A whole number in a range, for an option. */
export function whole(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}
