// What a command gets: its options, the peer that it asks, and where its answer goes.
import { type ApiClient, createApiClient } from './api-client.ts';
import type { PeerAnswer } from './api-types.ts';
import type { CliDeps } from './cli-deps.ts';
import { CliError } from './cli-error.ts';
import { deadline } from './deadline.ts';
import { EXIT } from './exit-code.ts';
import { findApi, peerNamed } from './find-api.ts';
import type { GlobalOptions } from './global-options.ts';

const TIMEOUT_MS_DEFAULT = 30_000;

export interface Context {
  readonly deps: CliDeps;
  readonly options: GlobalOptions;
  readonly signal: AbortSignal;
  /** The peer to ask. */
  readonly api: ApiClient;
  /** The write token; null where none is known. */
  readonly token: string | null;
  /** Shows an answer: as JSON on one line, or as `human` says. */
  show(answer: unknown, human: () => string): void;
  /** Tells something beside the answer, on stderr, unless quiet. */
  tell(line: string): void;
}

export interface ContextNeeds {
  /** Bytes move: no deadline unless one is given. */
  readonly transfers?: boolean;
  /** `--peer` says which peer the command is about, not which one to ask. */
  readonly peerIsSubject?: boolean;
}

/** Finds the peer, runs the command, and ends its deadline. */
export async function withContext(
  deps: CliDeps,
  options: GlobalOptions,
  needs: ContextNeeds,
  run: (context: Context) => Promise<void>,
): Promise<void> {
  const timeoutMs =
    options.timeout === undefined ? (needs.transfers ? 0 : TIMEOUT_MS_DEFAULT) : options.timeout * 1000;
  const { signal, stop } = deadline(deps, timeoutMs);
  try {
    const found = await findApi(options, deps);
    const first = createApiClient({ ...found, fetch: deps.fetch, signal });
    const wanted = needs.peerIsSubject ? undefined : options.peer;
    const api =
      wanted === undefined ? first : first.at(await apiOfPeer(wanted, found.fleet?.peers ?? [], first));
    await run({
      deps,
      options,
      signal,
      api,
      token: found.token,
      show: (answer, human) => deps.stdout.write(options.json ? `${JSON.stringify(answer)}\n` : human()),
      tell: (line) => options.quiet || deps.stderr.write(`${line}\n`),
    });
  } finally {
    stop();
  }
}

async function apiOfPeer(
  wanted: string,
  known: readonly { id: string; name: string; api: string }[],
  api: ApiClient,
) {
  const found = peerNamed(wanted, known) ?? (await peerOf(api, wanted));
  if (found.api) return found.api;
  throw new CliError(
    EXIT.unavailable,
    `The peer ${found.name} tells no API address.`,
    'Name it by --api URL.',
  );
}

/** A peer that the network knows, by its name or the beginning of its id. Errors: not found. */
export async function peerOf(api: ApiClient, wanted: string): Promise<PeerAnswer & { readonly id: string }> {
  const { peers } = await api.json<{ peers: PeerAnswer[] }>('/v1/peers');
  const found = peerNamed(
    wanted,
    peers.map((peer) => ({ ...peer, id: peer.peerId })),
  );
  if (found) return found;
  throw new CliError(
    EXIT.notFound,
    `No peer has the name or id "${wanted}".`,
    'List them with: acorde peer ls.',
  );
}
