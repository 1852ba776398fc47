// A value outside React. Changes are applied at once; those who listen hear of many changes once, when `schedule`
// says so (in the browser: at the next frame), so a burst of events costs one update.

export interface Store<State, Action> {
  readonly getState: () => State;
  readonly dispatch: (action: Action) => void;
  /** Returns how to unsubscribe. */
  readonly subscribe: (listener: () => void) => () => void;
}

export function createStore<State, Action>(
  initial: State,
  reduce: (state: State, action: Action) => State,
  schedule: (fn: () => void) => void,
): Store<State, Action> {
  let state = initial;
  let pending = false;
  const listeners = new Set<() => void>();
  const notify = () => {
    pending = false;
    for (const listener of [...listeners]) listener();
  };
  return {
    getState: () => state,
    dispatch(action) {
      const next = reduce(state, action);
      if (next === state) return;
      state = next;
      if (!pending) {
        pending = true;
        schedule(notify);
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
