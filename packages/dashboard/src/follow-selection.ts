// Keeps the details of what is selected in step: opened when the view selects them, read again when an event says that
// they have changed.
import type { Resource } from './api/resource.ts';
import type { FleetState } from './model/fleet-state.ts';
import type { Store } from './model/store.ts';
import type { View } from './shell/url-state.ts';
import type { EventView } from './wire-event.ts';
import type { FileReply, PeerReply } from './wire-rest.ts';

export interface Selection {
  readonly fleet: Pick<Store<FleetState, never>, 'getState' | 'subscribe'>;
  readonly view: Pick<Store<View, never>, 'getState' | 'subscribe'>;
  readonly timeline: Pick<Store<{ readonly atMs: number | null }, never>, 'getState' | 'subscribe'>;
  readonly peerDetails: Resource<PeerReply>;
  readonly fileDetails: Resource<FileReply>;
}

/** Starts to follow; returns how to stop. */
export function followSelection(selection: Selection): () => void {
  const { fleet, view, timeline, peerDetails, fileDetails } = selection;
  let seen = fleet.getState();
  // What a peer answers now says nothing about the past: there, only what was recorded is shown.
  const isPast = () => timeline.getState().atMs !== null;
  const onView = () => {
    peerDetails.open(isPast() ? null : view.getState().peer);
    fileDetails.open(isPast() ? null : view.getState().file);
  };
  const onFleet = () => {
    const before = seen;
    seen = fleet.getState();
    const { peer, file } = view.getState();
    if (isPast()) return;
    if (peer !== null && before.peers.get(peer) !== seen.peers.get(peer)) peerDetails.refresh();
    if (file !== null && touchesFile(before, seen, file)) fileDetails.refresh();
  };
  const stops = [view.subscribe(onView), timeline.subscribe(onView), fleet.subscribe(onFleet)];
  onView();
  return () => {
    for (const stop of stops) stop();
  };
}

/** Whether a new event names the file, or a peer has come, gone or failed (its copies with it). */
function touchesFile(before: FleetState, after: FleetState, fileId: string): boolean {
  const states = (state: FleetState) =>
    [...state.peers.values()].map((peer) => `${peer.peerId}${peer.state}`).join();
  if (before.peers !== after.peers && states(before) !== states(after)) return true;
  const news = after.feed.slice(
    -Math.min(after.feedCount - before.feedCount, after.feed.length) || after.feed.length,
  );
  if (after.feedCount === before.feedCount) return false;
  return news.some((item) => item.kind === 'resync' || fileOf(item.event) === fileId);
}

export function fileOf(event: EventView): string | null {
  switch (event.type) {
    case 'file.stored':
      return event.data.entry?.fileId ?? null;
    case 'file.replicated':
    case 'file.deleted':
    case 'repair.started':
    case 'repair.finished':
    case 'chunk.rejected':
      return event.data.fileId;
    default:
      return null;
  }
}
