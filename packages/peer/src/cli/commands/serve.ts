import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { ServeFlags } from '../cli-actions.ts';
import type { CliDeps } from '../cli-deps.ts';
import { collect, whole } from './network.ts';

const EXAMPLES = `
Examples:
  acorde serve --config config.json
  acorde serve --join 127.0.0.1:50051 --token "$(acorde network token)" --directory ninth --port 0 --api 127.0.0.1:0
  acorde serve --config config.json --share ~/Music
`;

/** `acorde serve` */
export function addServeCommand(program: Command, deps: CliDeps): void {
  program
    .command('serve')
    .description('Run one peer until it is interrupted (--api HOST:PORT: where it serves its API)')
    .option('--config <file>', 'configuration file, JSON')
    .option('--join <host:port>', 'register at this peer')
    .option('--token <token>', 'join token, from: acorde network token')
    .option('--share <dir>', 'serve the files of this folder in place')
    .option('--quota <size>', 'the most that copies may take: 500M, 10G, or bytes')
    .option('--limit-up <size>', 'the most bytes a second to other peers: 5M, or bytes; at least 256K')
    .option('--limit-down <size>', 'the most bytes a second from other peers')
    .option('--transfers-max <n>', 'transfers at once', whole(1, 512))
    .option('--streams-per-source <n>', 'streams of one download to each peer', whole(1, 8))
    .option('--address <address>', 'where the peer listener binds')
    .option('--port <port>', 'port of the peer listener; 0 takes a free one', whole(0, 65_535))
    .option('--advertise <host:port>', 'how other peers reach it')
    .option('--directory <dir>', 'folder with identity, index and files')
    .option('--name <name>', 'a name for people')
    .option('--zone <zone>', 'failure zone')
    .option('--members <n>', 'places on the ring that it takes', whole(1, 16))
    .option('--contacts <host:port>', 'peers to look for at start; may be repeated', collect)
    .option('--network <dir>', "the network's folder: makes this peer a registrar")
    .option('--queue <name>', 'RabbitMQ queue that gets the file events')
    .option('--amqp <url>', 'RabbitMQ to publish events to')
    .option('--log-level <level>', 'trace, debug, info, warn, error, fatal or silent')
    .addHelpText('after', EXAMPLES)
    .action(async (_options: object, command: Command) => {
      const options = command.optsWithGlobals<ServeFlags & { exitWith(code: number): void }>();
      options.exitWith(await deps.actions.serve(flagsOf(options, deps.cwd)));
    });
}

function flagsOf(options: ServeFlags, cwd: string): ServeFlags {
  const { config, join, token, share, address, port, advertise, api, directory } = options;
  const { limitUp, limitDown, transfersMax, streamsPerSource } = options;
  const { quota, name, zone, members, contacts, network, queue, amqp, logLevel } = options;
  const path = (text: string | undefined) => (text === undefined ? undefined : resolve(cwd, text));
  return {
    config: path(config),
    join,
    token,
    share: path(share),
    ...{ quota, limitUp, limitDown, transfersMax, streamsPerSource },
    address,
    port,
    advertise,
    api: api?.replace(/^https?:\/\//, ''),
    directory: path(directory),
    name,
    zone,
    members,
    contacts,
    network: path(network),
    queue,
    amqp,
    logLevel,
  };
}
