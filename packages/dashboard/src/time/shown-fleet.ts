import type { FleetState } from '../model/fleet-state.ts';
import type { Store } from '../model/store.ts';
import type { Timeline } from './timeline.ts';

type Readable = Pick<Store<FleetState, never>, 'getState' | 'subscribe'>;

/** The fleet as every part of the page sees it: now, or at the moment where the reader stands. So ring, panels and feed
 * agree without knowing of each other. */
export function shownFleet(live: Readable, timeline: Timeline): Readable {
  return {
    getState: () => timeline.past() ?? live.getState(),
    subscribe(listener) {
      const stops = [
        live.subscribe(() => timeline.getState().atMs === null && listener()),
        timeline.subscribe(listener),
      ];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}
