import type { EventView } from '../wire-event.ts';
import { type FleetState, REPAIRS_MAX } from './fleet-state.ts';

/** What a fact changes beside the feed: the set of running repairs. Peers and the ring come as changes of their own. */
export function reduceFact(state: FleetState, event: EventView): FleetState {
  if (event.type !== 'repair.started' && event.type !== 'repair.finished') return state;
  const id = `${event.data.fileId}/${event.data.peerId}`;
  const repairs = new Set(state.repairs);
  if (event.type === 'repair.finished') repairs.delete(id);
  else if (repairs.size < REPAIRS_MAX) repairs.add(id);
  return { ...state, repairs };
}
