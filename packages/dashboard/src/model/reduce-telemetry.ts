// Lookups and transfers, put together from telemetry. It may be dropped on its way, so nothing here relies on having
// seen the first hop, or all of them, or an end.
import type { EventView } from '../wire-event.ts';
import { addToFeed } from './feed.ts';
import { type FleetState, HOPS_MAX, TRACES_MAX, TRANSFERS_MAX, type Trace } from './fleet-state.ts';
import { addBytes, addLookup } from './pulse.ts';

type HopEvent = Extract<EventView, { type: 'lookup.hop' }>;
type EndEvent = Extract<EventView, { type: 'lookup.ended' }>;
type TransferEvent = Extract<EventView, { type: 'transfer.progress' }>;

/** `atMs`: when the message came. */
export function reduceTelemetry(state: FleetState, event: EventView, atMs: number): FleetState {
  switch (event.type) {
    case 'lookup.hop':
      return feed(withTrace(state, addHop(traceOf(state, event), event)), event);
    case 'lookup.ended':
      return feed(counted(withTrace(state, endTrace(traceOf(state, event), event)), event, atMs), event);
    case 'transfer.progress':
      return withTransfer(state, event, atMs);
    default:
      return state;
  }
}

/** A lookup that found nobody has no hops to speak of: it is left out of the figures. */
function counted(state: FleetState, { data }: EndEvent, atMs: number): FleetState {
  return data.error === '' ? { ...state, pulse: addLookup(state.pulse, atMs, data.hops, data.ms) } : state;
}

function feed(state: FleetState, event: EventView): FleetState {
  return addToFeed(state, [{ kind: 'event', event }]);
}

function traceOf(state: FleetState, event: HopEvent | EndEvent): Trace {
  const { lookupId, key, routing } = event.data;
  const known = state.traces.get(lookupId);
  return known ?? { lookupId, peerId: event.peerId, key, routing, timeMs: event.timeMs, hops: [], end: null };
}

function addHop(trace: Trace, event: HopEvent): Trace {
  const hop = event.data.hop;
  if (hop === null || trace.hops.length >= HOPS_MAX || trace.hops.some((h) => h.index === hop.index))
    return trace;
  return { ...trace, hops: [...trace.hops, hop].sort((a, b) => a.index - b.index) };
}

function endTrace(trace: Trace, event: EndEvent): Trace {
  const { owner, hops, ms, error } = event.data;
  return { ...trace, end: { ownerId: owner?.memberId ?? null, hops, ms, error } };
}

function withTrace(state: FleetState, trace: Trace): FleetState {
  const traces = new Map(state.traces).set(trace.lookupId, trace);
  dropOldest(traces, TRACES_MAX);
  return { ...state, traces };
}

/** Progress would flood the feed: only the end of a transfer is news there. */
function withTransfer(state: FleetState, event: TransferEvent, atMs: number): FleetState {
  const transfer = event.data.transfer;
  if (transfer === null) return state;
  const id = `${event.peerId}/${transfer.transferId}`;
  const transfers = new Map(state.transfers).set(id, {
    peerId: event.peerId,
    timeMs: event.timeMs,
    transfer,
  });
  dropOldest(transfers, TRANSFERS_MAX);
  const before = state.transfers.get(id)?.transfer.moved ?? 0;
  const next = { ...state, transfers, pulse: addBytes(state.pulse, atMs, transfer.moved - before) };
  return transfer.state === 'running' ? next : feed(next, event);
}

function dropOldest(map: Map<string, unknown>, max: number): void {
  for (const key of map.keys()) {
    if (map.size <= max) return;
    map.delete(key);
  }
}
