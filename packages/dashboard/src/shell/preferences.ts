// What the reader has chosen about the page itself: theme and language. Kept in this browser; a browser that keeps
// nothing works too.
import { createStore, type Store } from '../model/store.ts';

export type Theme = 'auto' | 'light' | 'dark';
export type Language = 'en' | 'es';

export interface PreferencesState {
  readonly theme: Theme;
  readonly language: Language;
  /** The theme in effect; the canvas redraws when it changes. */
  readonly dark: boolean;
}

export interface Preferences extends Store<PreferencesState, Partial<PreferencesState>> {
  start(): void;
  stop(): void;
}

const KEY = 'acorde.preferences';

export function createPreferences(browser: Window): Preferences {
  const store = createStore<PreferencesState, Partial<PreferencesState>>(
    { theme: 'auto', language: 'en', dark: false },
    (state, change) => ({ ...state, ...change }),
    (fn) => fn(),
  );
  const system = browser.matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    const { theme, language } = store.getState();
    const dark = theme === 'dark' || (theme === 'auto' && system.matches);
    browser.document.documentElement.dataset.theme = dark ? 'dark' : 'light';
    browser.document.documentElement.lang = language;
    if (dark !== store.getState().dark) store.dispatch({ dark });
  };
  return {
    ...store,
    dispatch(change) {
      store.dispatch(change);
      const { theme, language } = store.getState();
      write(browser, { theme, language });
      apply();
    },
    start() {
      store.dispatch(read(browser));
      apply();
      system.addEventListener('change', apply);
    },
    stop: () => system.removeEventListener('change', apply),
  };
}

function read(browser: Window): Partial<PreferencesState> {
  const language: Language = browser.navigator.language.startsWith('es') ? 'es' : 'en';
  try {
    const kept = JSON.parse(browser.localStorage.getItem(KEY) ?? '{}') as Record<string, unknown>;
    return {
      theme: kept.theme === 'light' || kept.theme === 'dark' ? kept.theme : 'auto',
      language: kept.language === 'en' || kept.language === 'es' ? kept.language : language,
    };
  } catch {
    return { language };
  }
}

function write(browser: Window, kept: Pick<PreferencesState, 'theme' | 'language'>): void {
  try {
    browser.localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing: the choice lasts as long as the page.
  }
}
