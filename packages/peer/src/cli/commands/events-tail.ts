// `acorde events tail`: one line for each event, for people or, with --json, the CloudEvent itself.

import type { PeerAnswer } from '../api-types.ts';
import type { TailedEvent, TailFlags } from '../cli-actions.ts';
import type { CliDeps } from '../cli-deps.ts';
import { CliError } from '../cli-error.ts';
import { withContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { peerNamed } from '../find-api.ts';
import { plain, shortId } from '../format.ts';
import type { TailOptions } from './events.ts';

const TYPE_WIDTH = 18;
const NAME_WIDTH = 10;

export async function tailEvents(deps: CliDeps, options: TailOptions): Promise<void> {
  const amqp = options.amqp ?? (options.api ? undefined : deps.env.AMQP_URL || undefined);
  if (amqp !== undefined) return await follow(deps, options, { amqp }, options.peer ?? '', new Map());
  await withContext(deps, options, { transfers: true, peerIsSubject: true }, async (context) => {
    const { peers } = await context.api.json<{ peers: PeerAnswer[] }>('/v1/peers');
    const asked = options.api ? [context.api.url] : apisOf(peers, options.peer);
    const names = new Map(peers.map(({ peerId, name }) => [peerId, name]));
    await follow(deps, options, { apis: asked, token: context.token }, '', names);
  });
}

function apisOf(peers: readonly PeerAnswer[], wanted: string | undefined): string[] {
  const there = peers.filter(({ api, state }) => api !== '' && state !== 'failed');
  if (wanted === undefined) return there.map(({ api }) => api);
  const one = peerNamed(
    wanted,
    there.map((peer) => ({ ...peer, id: peer.peerId })),
  );
  if (!one) throw new CliError(EXIT.notFound, `No peer has the name or id "${wanted}".`);
  return [one.api];
}

async function follow(
  deps: CliDeps,
  options: TailOptions,
  source: Pick<TailFlags, 'amqp' | 'apis' | 'token'>,
  peer: string,
  names: ReadonlyMap<string, string>,
): Promise<void> {
  const enough = new AbortController();
  let count = 0;
  const tell = (line: string) => options.quiet || deps.stderr.write(`${line}\n`);
  await deps.actions.eventsTail({
    ...source,
    filter: { types: options.type ?? [], peer, telemetry: options.telemetry ?? false },
    sinceMs: options.since,
    signal: AbortSignal.any([deps.signal, enough.signal]),
    onReady: () =>
      tell(source.amqp ? 'Following the events at RabbitMQ.' : 'Following the events of a peer.'),
    onLost: (api, reason) => tell(`${api}: ${reason}; trying again.`),
    onEvent(event) {
      if (enough.signal.aborted) return;
      deps.stdout.write(options.json ? `${JSON.stringify(event)}\n` : lineOf(event, names));
      count += 1;
      if (count === options.count) enough.abort();
    },
  });
}

/** Time, peer, type and what matters of it. */
function lineOf(event: TailedEvent, names: ReadonlyMap<string, string>): string {
  const name = plain(names.get(event.peerid) ?? shortId(event.peerid)) || '-';
  const type = event.type.replace(/^acorde\.v1\./, '');
  return `${event.time}  ${name.padEnd(NAME_WIDTH)}  ${type.padEnd(TYPE_WIDTH)}  ${plain(gistOf(event.data))}\n`;
}

function gistOf(data: Readonly<Record<string, unknown>>): string {
  const part = (value: unknown) => (typeof value === 'object' && value !== null ? value : {}) as typeof data;
  const entry = part(data.entry);
  const member = part(data.member);
  const texts = [data.name ?? entry.name, data.reason, data.error, data.text].filter(Boolean).map(String);
  const ids = [data.fileId ?? entry.fileId, member.memberId, data.peerId, data.lookupId].filter(Boolean);
  return [...texts, ...ids.map((id) => shortId(String(id)))].join('  ');
}
