// Asks the gateway once for what it has kept from before this page was opened. Without it the past begins with the page.
import type { FleetState } from '../model/fleet-state.ts';
import type { Store } from '../model/store.ts';
import { parseRecording } from './recording.ts';
import type { Timeline } from './timeline.ts';

/** Returns how to stop. */
export function rememberPast(
  fetcher: typeof fetch,
  timeline: Pick<Timeline, 'remember'>,
  fleet: Pick<Store<FleetState, never>, 'getState' | 'subscribe'>,
): () => void {
  const stopping = new AbortController();
  // First what is now, then what was: the page is there before its past is.
  const stop = fleet.subscribe(() => {
    if (fleet.getState().epoch === '') return;
    stop();
    void read(fetcher, stopping.signal)
      .then((recording) => recording && timeline.remember(recording.frames))
      .catch(() => {});
  });
  return () => {
    stop();
    stopping.abort();
  };
}

async function read(fetcher: typeof fetch, signal: AbortSignal) {
  const answer = await fetcher('/api/recording', { signal });
  return answer.ok ? parseRecording(await answer.text()) : null;
}
