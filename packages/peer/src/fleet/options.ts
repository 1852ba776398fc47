// The launcher's flags, checked. One line per fault.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { AcordeError, MEMBERS_MAX } from '@acorde/protocol';

export interface FleetOptions {
  readonly peers: number;
  /** Ring members of each peer. */
  readonly members: number;
  /** Port of the dashboard. */
  readonly port: number;
  /** Absolute. */
  readonly data: string;
  /** Absolute folder that the first peer serves in place. */
  readonly share: string | undefined;
  readonly inProcess: boolean;
  /** AMQP_URL as it stands; undefined: look for a broker on this machine. */
  readonly amqp: string | undefined;
}

export const PEERS_MAX = 256;

export const FLEET_HELP = `Starts a fleet of peers and the dashboard on this machine.

  npm start                              8 peers, dashboard on port 3000, data in .acorde
  npm start -- --peers 16 --port 4000
  npm start -- --share ~/Music           the first peer serves this folder in place
  npm start -- --in-process --peers 64   all peers in one process

  --peers N       how many peers, 1 to ${PEERS_MAX} (8)
  --members M     places on the ring for each peer, 1 to ${MEMBERS_MAX} (1); more of them even out the shares
  --port P        port of the dashboard (3000)
  --data DIR      where everything is kept (.acorde)
  --share DIR     a folder for the first peer to share
  --in-process    host all peers in this process
  --help          this text

Events go through the RabbitMQ of AMQP_URL=amqp://USER:PASSWORD@HOST, else through one that answers on this machine,
else (or with AMQP_URL= ) straight from the peers to the gateway.
Ctrl-C stops every process; the next start finds the same files.
`;

/** Errors: INVALID_ARGUMENT. Null: help was asked for. */
export function parseFleetOptions(args: string[], environment: NodeJS.ProcessEnv): FleetOptions | null {
  const values = readFlags(args);
  if (values.help) return null;
  // npm runs scripts in the project's folder; people mean the folder that they are in.
  const folder = (environment.npm_lifecycle_event === 'start' && environment.INIT_CWD) || '.';
  return {
    peers: whole('--peers', values.peers ?? '8', 1, PEERS_MAX),
    members: whole('--members', values.members ?? '1', 1, MEMBERS_MAX),
    port: whole('--port', values.port ?? '3000', 1, 65_535),
    data: resolve(folder, values.data ?? environment.ACORDE_DATA ?? '.acorde'),
    share: values.share === undefined ? undefined : resolve(folder, values.share),
    inProcess: values['in-process'] ?? false,
    amqp: environment.AMQP_URL,
  };
}

function readFlags(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        peers: { type: 'string' },
        members: { type: 'string' },
        port: { type: 'string' },
        data: { type: 'string' },
        share: { type: 'string' },
        'in-process': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new AcordeError('INVALID_ARGUMENT', `${(error as Error).message.split('. ')[0]}. Try --help.`, {
      cause: error,
    });
  }
}

function whole(flag: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new AcordeError(
    'INVALID_ARGUMENT',
    `${flag} must be a whole number from ${min} to ${max}, not "${text}".`,
  );
}
