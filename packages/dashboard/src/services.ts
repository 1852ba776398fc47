// The page's parts, wired once. React only reads from here and calls into here.
import { type ApiClient, createApiClient } from './api/api-client.ts';
import { createOperateApi, type OperateApi } from './api/operate-api.ts';
import { createResource, type Resource } from './api/resource.ts';
import { type BrowserClock, browserClock } from './clock.ts';
import { createUploadQueue, type UploadQueue } from './files/upload-queue.ts';
import { xhrUpload } from './files/xhr-upload.ts';
import { followSelection } from './follow-selection.ts';
import {
  type LookupSession,
  NO_SESSION,
  reduceSession,
  type SessionAction,
} from './lookup/lookup-session.ts';
import { EMPTY_FLEET, type FleetState } from './model/fleet-state.ts';
import { type Action, reduce } from './model/reduce.ts';
import { createStore, type Store } from './model/store.ts';
import { WHOLE, type Zoom } from './ring/zoom.ts';
import type { SceneName } from './scenes/scene-names.ts';
import { createPreferences, type Preferences } from './shell/preferences.ts';
import { createViewStore, type ViewStore } from './shell/view-store.ts';
import { openBrowserSocket } from './socket/browser-socket.ts';
import { FleetSocket } from './socket/fleet-socket.ts';
import { rememberPast } from './time/remember-past.ts';
import { shownFleet } from './time/shown-fleet.ts';
import { createTimeline, type Timeline } from './time/timeline.ts';
import type { FileReply, PeerReply } from './wire-rest.ts';

export interface Services {
  readonly clock: BrowserClock;
  readonly api: ApiClient;
  readonly operate: OperateApi;
  /** The fleet that is shown: now, or in the past. */
  readonly fleet: Pick<Store<FleetState, never>, 'getState' | 'subscribe'>;
  /** The fleet as it is now, whatever is shown. */
  readonly liveFleet: Store<FleetState, Action>;
  readonly timeline: Timeline;
  readonly view: ViewStore;
  readonly preferences: Preferences;
  readonly session: Store<LookupSession, SessionAction>;
  /** The scene that plays on the fleet, if any. */
  readonly scene: Store<SceneName | null, SceneName | null>;
  readonly hover: Store<string | null, string | null>;
  readonly zoom: Store<Zoom, Zoom>;
  readonly peerDetails: Resource<PeerReply>;
  readonly fileDetails: Resource<FileReply>;
  readonly uploads: UploadQueue;
  start(): void;
  stop(): void;
}

export function createServices(): Services {
  const clock = browserClock;
  const fetcher: typeof fetch = (input, init) => fetch(input, init);
  const api = createApiClient(fetcher);
  const operate = createOperateApi(fetcher);
  const nextFrame = (fn: () => void) => void requestAnimationFrame(fn);
  const liveFleet = createStore(EMPTY_FLEET, reduce, nextFrame);
  // At once and not at the next frame: a slider whose value comes a frame later springs back in between.
  const timeline = createTimeline(clock, (fn) => fn());
  const fleet = shownFleet(liveFleet, timeline);
  const view = createViewStore(window);
  const peerDetails = createResource((id, signal) => api.peer(id, signal), clock);
  const fileDetails = createResource((id, signal) => api.file(id, signal), clock);
  const socket = new FleetSocket({
    open: (handlers) => openBrowserSocket(`${location.origin.replace(/^http/, 'ws')}/api/ws`, handlers),
    clock,
    onMessage(message) {
      const nowMs = clock.nowMs();
      liveFleet.dispatch({ type: 'message', message, atMs: nowMs });
      timeline.hear(message, nowMs + liveFleet.getState().skewMs);
    },
    onStatus: (status) => liveFleet.dispatch({ type: 'link', status }),
  });
  const preferences = createPreferences(window);
  const stops: (() => void)[] = [];
  return {
    clock,
    api,
    operate,
    fleet,
    liveFleet,
    timeline,
    view,
    preferences,
    session: createStore(NO_SESSION, reduceSession, nextFrame),
    scene: createStore<SceneName | null, SceneName | null>(
      null,
      (_, next) => next,
      (fn) => fn(),
    ),
    hover: createStore<string | null, string | null>(null, (_, next) => next, nextFrame),
    zoom: createStore<Zoom, Zoom>(WHOLE, (_, next) => next, nextFrame),
    peerDetails,
    fileDetails,
    uploads: createUploadQueue(xhrUpload, clock, ({ reply }) => view.dispatch({ file: reply.id }), nextFrame),
    start() {
      preferences.start();
      view.start();
      stops.push(followSelection({ fleet, view, timeline, peerDetails, fileDetails }));
      stops.push(rememberPast(fetcher, timeline, liveFleet));
      socket.start();
    },
    stop() {
      socket.stop();
      for (const stop of stops.splice(0)) stop();
      view.stop();
      preferences.stop();
    },
  };
}
