// The `acorde` command: `acorde <noun> <verb>`. Only builds the tree; each verb is a file in commands/.
import { Command, InvalidArgumentError } from 'commander';
import type { CliDeps } from './cli-deps.ts';
import { addEventsCommands } from './commands/events.ts';
import { addFileCommands } from './commands/file.ts';
import { addFleetCommands } from './commands/fleet.ts';
import { addNetworkCommands } from './commands/network.ts';
import { addPeerCommands } from './commands/peer.ts';
import { addRingCommands } from './commands/ring.ts';
import { addServeCommand } from './commands/serve.ts';
import { addTransferCommands } from './commands/transfer.ts';

const EXAMPLES = `Examples:
  acorde file put song.flac                    put a file into the network
  acorde file find song                        find files by name, on all peers
  acorde file get song.flac                    fetch it from whoever has it, verified
  acorde peer ls                               who is there
  acorde ring status                           is the ring whole?
  acorde ring lookup --name song --trace       how a key is found, hop by hop
  acorde events tail --type file.*             what happens to files, as it happens
  acorde network token                         a token for one more peer ...
  acorde serve --join HOST:50051 --token T     ... which joins with it

`;

const AFTERWORD = `
The peer to ask: --api, then ACORDE_API, then the fleet of --data (ACORDE_DATA, ./.acorde), then http://127.0.0.1:8080.
The write token: --token-file, then ACORDE_TOKEN or ACORDE_TOKEN_FILE, then the fleet's.
Exit codes: 0 ok, 1 error, 2 usage, 3 not found, 4 unavailable, 5 integrity, 6 timeout, 130 interrupted.
`;

export function buildProgram(deps: CliDeps): Command {
  const program = new Command('acorde')
    .description('Share files over a ring of peers.')
    .version(deps.version)
    .option('--api <url>', 'API of the peer to ask')
    .option('--peer <name>', 'ask the peer of this name, or whose id begins so')
    .option('--token-file <file>', 'file with the write token')
    .option('--data <dir>', 'data folder of a fleet on this machine')
    .option('--json', 'answer in JSON, as REST does; one line for each result')
    .option('--quiet', 'answer only, no progress')
    .option('--timeout <seconds>', 'give up after this long', seconds)
    .addHelpText('beforeAll', ({ command }) => (command.parent ? '' : EXAMPLES))
    .addHelpText('after', AFTERWORD)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => deps.stdout.write(text),
      writeErr: (text) => deps.stderr.write(text),
      getOutHelpWidth: () => deps.stdout.columns ?? 100,
      getErrHelpWidth: () => deps.stderr.columns ?? 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .exitOverride();
  for (const add of [
    addFileCommands,
    addPeerCommands,
    addRingCommands,
    addTransferCommands,
    addEventsCommands,
    addNetworkCommands,
    addServeCommand,
    addFleetCommands,
  ]) {
    add(program, deps);
  }
  return program;
}

function seconds(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 86_400) return value;
  throw new InvalidArgumentError('It must be a number of seconds.');
}
