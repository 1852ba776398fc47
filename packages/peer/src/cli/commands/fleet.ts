import type { Command } from 'commander';
import type { CliDeps } from '../cli-deps.ts';

interface FleetFlags {
  readonly peers?: string;
  readonly members?: string;
  readonly port?: string;
  readonly data?: string;
  readonly share?: string;
  readonly inProcess?: boolean;
  exitWith(code: number): void;
}

/** `acorde fleet` */
export function addFleetCommands(program: Command, deps: CliDeps): void {
  program
    .command('fleet')
    .description('Many peers and the dashboard on this machine')
    .command('start')
    .description('start them, as npm start does, until interrupted')
    .option('--peers <n>', 'how many peers')
    .option('--members <m>', 'places on the ring for each peer')
    .option('--port <port>', 'port of the dashboard')
    .option('--share <dir>', 'a folder for the first peer to share')
    .option('--in-process', 'host all peers in one process')
    .action(async (_options: object, command: Command) => {
      const flags = command.optsWithGlobals<FleetFlags>();
      flags.exitWith(await deps.actions.fleetStart(argumentsOf(flags)));
    });
}

function argumentsOf({ peers, members, port, data, share, inProcess }: FleetFlags): string[] {
  const given = Object.entries({ peers, members, port, data, share }).filter(
    ([, value]) => value !== undefined,
  );
  return [
    ...given.flatMap(([key, value]) => [`--${key}`, String(value)]),
    ...(inProcess ? ['--in-process'] : []),
  ];
}
