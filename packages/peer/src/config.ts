// A peer's configuration: flags, then ACORDE_* variables, then the file, then defaults; checked once, here.
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { isAbsolute, resolve } from 'node:path';
import { AcordeError, MEMBERS_MAX } from '@acorde/protocol';
import { z } from 'zod';

const port = z.number().int().min(0).max(65_535);
const hostPort = z.string().regex(/^(\[[0-9a-fA-F:]+\]|[^:\s]+):\d{1,5}$/, 'must be HOST:PORT');

const UNITS = ['', 'K', 'M', 'G', 'T'];

/** Bytes, as a number or as text like 500M, 1.5G or 10GiB. */
const bytes = z
  .union([
    z.number(),
    z.string().regex(/^\d+(\.\d+)?\s*([KMGT](i?B)?)?$/i, 'must be like 500000000, 500M or 1.5G'),
  ])
  .transform((value) => {
    if (typeof value === 'number') return value;
    const [, number = '', unit = ''] = /^([\d.]+)\s*([KMGT]?)/i.exec(value) ?? [];
    return Math.floor(Number(number) * 1024 ** UNITS.indexOf(unit.toUpperCase()));
  })
  .pipe(z.number().int().min(1).max(Number.MAX_SAFE_INTEGER));

export const configSchema = z
  .strictObject({
    address: z.string().min(1).default('0.0.0.0').describe('Where the peer listener (mTLS) binds'),
    port: port.default(50_051).describe('Port of the peer listener; 0 takes a free one'),
    advertise: hostPort.optional().describe('HOST:PORT under which other peers reach this one'),
    api: hostPort.default('127.0.0.1:8080').describe('Where REST, Connect and gRPC for people are served'),
    queue: z
      .string()
      .min(1)
      .default('file_notifications')
      .describe('RabbitMQ queue that gets the file events'),
    directory: z.string().min(1).default('.acorde-peer').describe('Folder with identity, index and files'),
    name: z.string().min(1).max(64).default(hostname().slice(0, 64)).describe('A name for people'),
    zone: z.string().max(64).default('').describe('Failure zone; replicas prefer other zones'),
    members: z
      .number()
      .int()
      .min(1)
      .max(MEMBERS_MAX)
      .default(1)
      .describe('Places on the ring that this peer takes: more of them spread its share of the keys'),
    share: z.string().min(1).optional().describe('Folder served in place'),
    quota: bytes
      .optional()
      .describe(
        'The most that copies on this peer may take: bytes, or a number with K, M, G or T, powers of 1024',
      ),
    limitUp: bytes
      .optional()
      .describe('The most bytes a second to other peers, written like the quota; at least 256K'),
    limitDown: bytes
      .optional()
      .describe('The most bytes a second from other peers, written like the quota; at least 256K'),
    transfersMax: z.number().int().min(1).max(512).optional().describe('Transfers at once; 512 unless given'),
    streamsPerSource: z
      .number()
      .int()
      .min(1)
      .max(8)
      .optional()
      .describe('Streams that one download opens to each peer that has the file; 2 unless given'),
    join: hostPort.optional().describe('HOST:PORT of a peer to register at'),
    token: z.string().min(1).optional().describe('Join token, from `acorde network token`'),
    contacts: z
      .array(hostPort)
      .max(64)
      .default([])
      .describe('Peers to look for at start, beside the known ones'),
    network: z
      .string()
      .min(1)
      .optional()
      .describe("Folder of the network's certificate authority: makes this peer a registrar"),
    amqp: z
      .string()
      .regex(/^amqps?:\/\//, 'must start with amqp:// or amqps://')
      .optional()
      .describe('RabbitMQ URL'),
    apiHosts: z
      .array(z.string().min(1))
      .max(64)
      .default([])
      .describe('Further host names that the API answers to'),
    apiCertificate: z.string().min(1).optional().describe('PEM file: certificate of the API listener'),
    apiKey: z.string().min(1).optional().describe('PEM file: key of the API listener'),
    apiUrl: z.string().url().optional().describe('URL under which others reach the API listener'),
    logLevel: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  })
  .describe('Configuration of one Acorde peer');

export type Config = z.infer<typeof configSchema>;
/** As read from flags, environment or a file, before defaults. */
export type ConfigInput = z.input<typeof configSchema>;

const PATHS = ['directory', 'share', 'network', 'apiCertificate', 'apiKey'] as const;

/** Merges the sources, the first one wins, and checks the whole. Relative paths in the file are relative to it.
 * Errors: INVALID_ARGUMENT with one line per fault. */
export function loadConfig(flags: ConfigInput, environment: NodeJS.ProcessEnv, file?: string): Config {
  const merged = {
    ...(file ? readConfigFile(file) : {}),
    ...fromEnvironment(environment),
    ...definedOnly(flags),
  };
  const parsed = configSchema.safeParse(merged);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || 'configuration'}: ${issue.message}`,
    );
    throw new AcordeError('INVALID_ARGUMENT', faults.join('; '));
  }
  const config = parsed.data;
  for (const key of PATHS) if (config[key] !== undefined) config[key] = resolve(config[key]);
  if (Boolean(config.apiCertificate) !== Boolean(config.apiKey)) {
    throw new AcordeError('INVALID_ARGUMENT', 'apiCertificate and apiKey go together: give both or none');
  }
  return config;
}

function readConfigFile(file: string): Record<string, unknown> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new AcordeError(
      'INVALID_ARGUMENT',
      `cannot read the configuration ${file}: ${(error as Error).message}`,
      {
        cause: error,
      },
    );
  }
  if (content === null || typeof content !== 'object' || Array.isArray(content)) {
    throw new AcordeError('INVALID_ARGUMENT', `the configuration ${file} must be a JSON object`);
  }
  const values = { ...content } as Record<string, unknown>;
  delete values.$schema;
  for (const key of PATHS) {
    const value = values[key];
    if (typeof value === 'string' && !isAbsolute(value)) values[key] = resolve(file, '..', value);
  }
  return values;
}

const NUMBERS = new Set<string>(['port', 'members', 'transfersMax', 'streamsPerSource']);
const LISTS = new Set<string>(['contacts', 'apiHosts']);

function fromEnvironment(environment: NodeJS.ProcessEnv): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const key of Object.keys(configSchema.shape)) {
    const text = environment[`ACORDE_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`];
    if (text === undefined || text === '' || key === 'api' || key === 'token') continue;
    values[key] = NUMBERS.has(key) ? Number(text) : LISTS.has(key) ? text.split(',').filter(Boolean) : text;
  }
  if (environment.ACORDE_LISTEN_API) values.api = environment.ACORDE_LISTEN_API;
  if (environment.ACORDE_JOIN_TOKEN) values.token = environment.ACORDE_JOIN_TOKEN;
  if (environment.AMQP_URL && values.amqp === undefined) values.amqp = environment.AMQP_URL;
  return values;
}

function definedOnly(values: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
