import type { Command } from 'commander';
import type { PeerAnswer } from '../api-types.ts';
import type { CliDeps } from '../cli-deps.ts';
import { type Context, peerOf, withContext } from '../context.ts';
import { plain, shortId } from '../format.ts';
import type { GlobalOptions } from '../global-options.ts';
import { table } from '../table.ts';
import { type DrainOptions, drainPeer } from './peer-drain.ts';
import { type ScrubOptions, scrubPeer } from './peer-scrub.ts';

/** `acorde peer` */
export function addPeerCommands(program: Command, deps: CliDeps): void {
  const peer = program.command('peer').description('Who is there');
  peer
    .command('ls')
    .description('list the known peers')
    .action((_options: object, command: Command) =>
      withContext(deps, command.optsWithGlobals<GlobalOptions>(), {}, listPeers),
    );
  peer
    .command('show')
    .description('show one peer: the asked one, or another by name or id')
    .argument('[peer]', 'name, or the beginning of the id')
    .action((wanted: string | undefined, _options: object, command: Command) =>
      withContext(deps, command.optsWithGlobals<GlobalOptions>(), {}, (context) => showPeer(context, wanted)),
    );
  peer
    .command('drain')
    .description('how far the asked peer has handed its copies over to others')
    .option('--now', 'begin now: after that the peer may go for good')
    .action((_options: object, command: Command) => {
      const options = command.optsWithGlobals<DrainOptions>();
      return withContext(deps, options, {}, (context) => drainPeer(context, options));
    });
  peer
    .command('scrub')
    .description('how far the check of all copies on the disk of the asked peer is')
    .option('--now', 'begin one now, at the full speed of the disk')
    .action((_options: object, command: Command) => {
      const options = command.optsWithGlobals<ScrubOptions>();
      return withContext(deps, options, {}, (context) => scrubPeer(context, options));
    });
}

async function listPeers({ api, show }: Context): Promise<void> {
  const answer = await api.json<{ peers: PeerAnswer[] }>('/v1/peers');
  show(answer, () =>
    table([
      ['ID', 'NAME', 'STATE', 'ADDRESS', 'API'],
      ...answer.peers.map((peer) => [
        shortId(peer.peerId),
        plain(peer.name),
        peer.state,
        plain(peer.address),
        plain(peer.api),
      ]),
    ]),
  );
}

interface StateAnswer {
  readonly peer: PeerAnswer;
  readonly holdings: {
    readonly files: number;
    readonly bytes: number;
    readonly records: number;
    readonly entries: number;
    readonly quotaBytes: number | null;
  };
  readonly uptimeSeconds: number;
  readonly events: string;
  readonly residentBytes: number;
  readonly pid: number;
}

async function showPeer({ api, show }: Context, wanted: string | undefined): Promise<void> {
  if (wanted === undefined) {
    const state = await api.json<StateAnswer>('/v1/state');
    show(state, () => describe(state.peer) + describeState(state));
    return;
  }
  const { id: _id, ...peer } = await peerOf(api, wanted);
  show(peer, () => describe(peer));
}

function describe(peer: PeerAnswer): string {
  return table([
    ['peer', peer.peerId],
    ['name', plain(peer.name)],
    ['state', peer.state],
    ['address', plain(peer.address)],
    ['api', plain(peer.api)],
    ['zone', plain(peer.zone)],
    ['version', plain(peer.version)],
    ...peer.memberIds.map((memberId) => ['member', memberId]),
  ]);
}

function describeState({ holdings, uptimeSeconds, events, residentBytes, pid }: StateAnswer): string {
  return table([
    ['copies', `${holdings.files}, ${(holdings.bytes / 2 ** 20).toFixed(1)} MiB`],
    ...(holdings.quotaBytes ? [['quota', `${(holdings.quotaBytes / 2 ** 20).toFixed(1)} MiB`]] : []),
    ['entries', String(holdings.entries)],
    ['records', String(holdings.records)],
    ['events', events],
    ['memory', `${(residentBytes / 2 ** 20).toFixed(0)} MiB`],
    ['up', `${Math.round(uptimeSeconds)} s, process ${pid}`],
  ]);
}
