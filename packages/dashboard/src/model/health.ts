// The fleet's health as one finding, from the most pressing down; the words are in src/text.
import type { FleetState } from './fleet-state.ts';
import { type Mark, markOf, peerName } from './members.ts';

export interface Health {
  readonly mark: Mark;
  readonly finding:
    | { readonly kind: 'connecting' }
    | { readonly kind: 'empty' }
    | { readonly kind: 'failed'; readonly names: readonly string[]; readonly ideal: boolean }
    | { readonly kind: 'suspect'; readonly names: readonly string[] }
    | { readonly kind: 'joining'; readonly names: readonly string[] }
    | { readonly kind: 'settling'; readonly unsettled: number }
    | { readonly kind: 'repairing'; readonly repairs: number }
    | { readonly kind: 'healthy' };
  readonly counts: {
    readonly peers: number;
    readonly up: number;
    readonly members: number;
    readonly repairs: number;
  };
}

export function healthOf(state: Pick<FleetState, 'epoch' | 'peers' | 'ring' | 'repairs'>): Health {
  const peers = [...state.peers.values()];
  const named = (mark: Mark) => peers.filter((peer) => markOf(peer) === mark).map(peerName);
  const failed = named('failed');
  const suspect = named('suspect');
  const joining = named('joining');
  const up = peers.length - failed.length - joining.length;
  const counts = { peers: peers.length, up, members: state.ring.members, repairs: state.repairs.size };
  const health = (mark: Mark, finding: Health['finding']): Health => ({ mark, finding, counts });
  if (state.epoch === '') return health('joining', { kind: 'connecting' });
  if (peers.length === 0) return health('joining', { kind: 'empty' });
  if (failed.length > 0) return health('failed', { kind: 'failed', names: failed, ideal: state.ring.ideal });
  if (suspect.length > 0) return health('suspect', { kind: 'suspect', names: suspect });
  if (joining.length > 0) return health('joining', { kind: 'joining', names: joining });
  if (!state.ring.ideal)
    return health('joining', { kind: 'settling', unsettled: state.ring.unsettled.length });
  if (state.repairs.size > 0) return health('joining', { kind: 'repairing', repairs: state.repairs.size });
  return health('healthy', { kind: 'healthy' });
}
