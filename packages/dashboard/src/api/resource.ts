// One thing read from the gateway, for as long as it is looked at: loading, there, or failed with the last good answer
// kept. A late answer to an older question is thrown away.
import type { BrowserClock } from '../clock.ts';
import { createStore, type Store } from '../model/store.ts';
import { ApiError } from './call.ts';

export interface ResourceState<T> {
  readonly id: string | null;
  readonly status: 'idle' | 'loading' | 'ready' | 'failed';
  /** The last good answer for this id. */
  readonly value: T | null;
  readonly error: ApiError | null;
}

export interface Resource<T> {
  readonly store: Pick<Store<ResourceState<T>, never>, 'getState' | 'subscribe'>;
  /** Looks at another thing, or at none. */
  open(id: string | null): void;
  /** Reads again soon; many calls in a moment are one reading. */
  refresh(): void;
}

const REFRESH_DELAY_MS = 250;
const IDLE = { id: null, status: 'idle', value: null, error: null } as const;

export function createResource<T>(
  load: (id: string, signal: AbortSignal) => Promise<T>,
  clock: BrowserClock,
): Resource<T> {
  const store = createStore<ResourceState<T>, ResourceState<T>>(
    IDLE,
    (_, next) => next,
    (fn) => fn(),
  );
  let running: AbortController | null = null;
  let planned: (() => void) | null = null;

  const read = async (id: string): Promise<void> => {
    running?.abort();
    const own = new AbortController();
    running = own;
    try {
      const value = await load(id, own.signal);
      if (running === own) store.dispatch({ id, status: 'ready', value, error: null });
    } catch (cause) {
      if (running !== own) return;
      const error = cause instanceof ApiError ? cause : new ApiError('INTERNAL', 0, String(cause));
      store.dispatch({ id, status: 'failed', value: store.getState().value, error });
    }
  };

  return {
    store,
    open(id) {
      if (store.getState().id === id) return;
      planned?.();
      planned = null;
      running?.abort();
      running = null;
      store.dispatch(id === null ? IDLE : { id, status: 'loading', value: null, error: null });
      if (id !== null) void read(id);
    },
    refresh() {
      const { id } = store.getState();
      if (id === null || planned !== null) return;
      planned = clock.after(REFRESH_DELAY_MS, () => {
        planned = null;
        if (store.getState().id === id) void read(id);
      });
    },
  };
}
