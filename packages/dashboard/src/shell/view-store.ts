import { createStore, type Store } from '../model/store.ts';
import { FIRST_VIEW, formatView, parseView, type View } from './url-state.ts';

export interface ViewStore extends Store<View, Partial<View>> {
  /** Follows the address bar from now on. */
  readonly start: () => void;
  readonly stop: () => void;
}

/** The view, kept in step with the address bar: opening something can be undone with Back. */
export function createViewStore(
  browser: Pick<Window, 'location' | 'history' | 'addEventListener' | 'removeEventListener'>,
): ViewStore {
  const store = createStore<View, Partial<View>>(FIRST_VIEW, same, (fn) => fn());
  const read = () => store.dispatch(parseView(browser.location.search));
  return {
    ...store,
    dispatch(change) {
      const before = store.getState();
      store.dispatch(change);
      const after = store.getState();
      if (after === before) return;
      const url = formatView(after) || browser.location.pathname;
      const opens =
        after.peer !== before.peer || after.file !== before.file || after.lookup !== before.lookup;
      if (opens) browser.history.pushState(null, '', url);
      else browser.history.replaceState(null, '', url);
    },
    start() {
      read();
      browser.addEventListener('popstate', read);
    },
    stop: () => browser.removeEventListener('popstate', read),
  };
}

function same(view: View, change: Partial<View>): View {
  const next = { ...view, ...change };
  return formatView(next) === formatView(view) ? view : next;
}
