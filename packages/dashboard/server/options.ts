// The gateway's options: flags, then ACORDE_GATEWAY_* and AMQP_URL, then defaults; checked once, here.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { AcordeError } from '@acorde/protocol';
import { z } from 'zod';

const schema = z.object({
  port: z.coerce.number().int().min(0).max(65_535).default(3000),
  bind: z.string().min(1).default('127.0.0.1'),
  identity: z.string().min(1),
  peers: z
    .array(z.string().regex(/^(\[[0-9a-fA-F:]+\]|[^:\s]+):\d{1,5}$/, 'must be HOST:PORT'))
    .min(1)
    .max(1024),
  tokenFile: z.string().min(1).optional(),
  amqp: z
    .string()
    .regex(/^amqps?:\/\//, 'must start with amqp:// or amqps://')
    .optional(),
  control: z
    .string()
    .regex(/^http:\/\/127\.0\.0\.1:\d{1,5}$/, 'must be http://127.0.0.1:PORT')
    .optional(),
  controlToken: z.string().min(16).max(256).optional(),
  pages: z.string().min(1),
  allowHosts: z.array(z.string().min(1)).max(64),
  logLevel: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

export type Options = z.output<typeof schema>;

const DEFAULT_PAGES = fileURLToPath(new URL('../out', import.meta.url));

export const USAGE = `Usage: node server/main.ts --identity DIR --peers HOST:PORT,...
  --port N          where the page is served (3000; 0 takes a free port)
  --bind ADDRESS    (127.0.0.1)
  --identity DIR    certificate with the role gateway, key and authority
  --peers LIST      peers to begin with
  --token-file FILE the network's write token
  --amqp URL        take the events from RabbitMQ
  --control URL     the launcher's control API; its token: ACORDE_GATEWAY_CONTROL_TOKEN
  --pages DIR       the exported pages
  --allow-host NAME a further host name of the page; may be given again
  --log-level LEVEL (info)`;

/** Throws INVALID_ARGUMENT with one line per fault. */
export function readOptions(args: readonly string[], environment: NodeJS.ProcessEnv): Options {
  const flags = parseFlags(args);
  const variable = (name: string) => environment[`ACORDE_GATEWAY_${name}`] || undefined;
  const list = (flag: readonly string[] | undefined, name: string) =>
    (flag ?? [variable(name) ?? '']).flatMap((text) => text.split(',')).filter((text) => text !== '');
  const parsed = schema.safeParse({
    port: flags.port ?? variable('PORT'),
    bind: flags.bind ?? variable('BIND'),
    identity: flags.identity ?? variable('IDENTITY'),
    peers: list(flags.peers, 'PEERS'),
    tokenFile: flags['token-file'] ?? variable('TOKEN_FILE'),
    amqp: flags.amqp ?? (environment.AMQP_URL || undefined),
    control: flags.control ?? variable('CONTROL'),
    controlToken: variable('CONTROL_TOKEN'),
    pages: resolve(flags.pages ?? variable('PAGES') ?? DEFAULT_PAGES),
    allowHosts: list(flags['allow-host'], 'ALLOW_HOSTS'),
    logLevel: flags['log-level'] ?? variable('LOG_LEVEL'),
  });
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new AcordeError('INVALID_ARGUMENT', faults.join('\n'));
}

function parseFlags(args: readonly string[]) {
  const one = { type: 'string' } as const;
  const many = { type: 'string', multiple: true } as const;
  const options = {
    ...{ port: one, bind: one, identity: one, amqp: one, pages: one, peers: many },
    ...{ 'token-file': one, control: one, 'allow-host': many, 'log-level': one },
  };
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (error) {
    throw new AcordeError('INVALID_ARGUMENT', (error as Error).message, { cause: error });
  }
}
