// Which peer to ask, and with which token: the flag first, then the environment, then the fleet of this folder, then the
// default port. A fleet's first peer may be dead, so the first one that answers is taken.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CliDeps } from './cli-deps.ts';
import { CliError } from './cli-error.ts';
import { deadline } from './deadline.ts';
import { EXIT } from './exit-code.ts';
import { type FleetFile, type FleetFilePeer, readFleetFile } from './fleet-file.ts';
import type { GlobalOptions } from './global-options.ts';

const DEFAULT_API = 'http://127.0.0.1:8080';
const PROBE_MS_MAX = 1_000;

export interface FoundApi {
  /** No trailing slash. */
  readonly url: string;
  /** Null where none is known: reads on loopback need none. */
  readonly token: string | null;
  readonly fleet: FleetFile | null;
}

export async function findApi(options: GlobalOptions, deps: CliDeps): Promise<FoundApi> {
  const fleet = await readFleetFile(resolve(deps.cwd, options.data ?? deps.env.ACORDE_DATA ?? '.acorde'));
  const given = options.api ?? deps.env.ACORDE_API;
  const url = given ? checkedUrl(given) : await ofFleet(fleet, deps);
  return { url, token: await findToken(options, deps, fleet), fleet };
}

async function ofFleet(fleet: FleetFile | null, deps: CliDeps): Promise<string> {
  const peers = fleet?.peers ?? [];
  for (const { api } of peers) {
    if (await answers(api, deps)) return checkedUrl(api);
  }
  if (peers.length === 0) return DEFAULT_API;
  throw new CliError(
    EXIT.unavailable,
    `None of the ${peers.length} peers of this fleet answers.`,
    'Start it again with: npm start. Or name a peer: --api URL.',
  );
}

async function answers(api: string, deps: CliDeps): Promise<boolean> {
  const { signal, stop } = deadline(deps, PROBE_MS_MAX);
  try {
    return (await deps.fetch(`${api}/livez`, { signal })).ok;
  } catch {
    return false;
  } finally {
    stop();
  }
}

/** A peer by its name or the beginning of its id; null when none fits. Errors: usage when several fit. */
export function peerNamed<P extends FleetFilePeer>(wanted: string, peers: readonly P[]): P | null {
  const named = peers.filter(({ name }) => name === wanted);
  const found = named.length > 0 ? named : peers.filter(({ id }) => id.startsWith(wanted.toLowerCase()));
  if (found.length > 1) {
    const ids = found.map(({ id, name }) => `${id.slice(0, 8)} (${name})`).join(', ');
    throw new CliError(EXIT.usage, `"${wanted}" fits several peers: ${ids}.`, 'Give more digits of the id.');
  }
  return found[0] ?? null;
}

async function findToken({ tokenFile }: GlobalOptions, deps: CliDeps, fleet: FleetFile | null) {
  const { env, cwd } = deps;
  if (tokenFile) return readToken(resolve(cwd, tokenFile));
  if (env.ACORDE_TOKEN) return env.ACORDE_TOKEN.trim();
  if (env.ACORDE_TOKEN_FILE) return readToken(resolve(cwd, env.ACORDE_TOKEN_FILE));
  return fleet ? await readToken(fleet.tokenFile).catch(() => null) : null;
}

async function readToken(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    throw new CliError(EXIT.usage, `The token file cannot be read: ${(error as Error).message}`);
  }
}

function checkedUrl(text: string): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new CliError(EXIT.usage, `"${text}" is no URL of an API.`, `Such as --api ${DEFAULT_API}.`);
  }
  return text.replace(/\/+$/, '');
}
