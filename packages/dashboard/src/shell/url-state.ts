// What the reader looks at, as the page's query string: a link to it shows the same to someone else.

export const TABS = ['ring', 'fleet', 'peers', 'files', 'lookup', 'events'] as const;
export type Tab = (typeof TABS)[number];

export interface View {
  readonly tab: Tab;
  /** 64 hex digits, or null. */
  readonly peer: string | null;
  /** 64 hex digits, or null. */
  readonly file: string | null;
  /** The key of a lookup to show, 64 hex digits, or null. */
  readonly lookup: string | null;
  /** The words that the file list is searched for. */
  readonly query: string;
}

export const FIRST_VIEW: View = { tab: 'fleet', peer: null, file: null, lookup: null, query: '' };

const ID = /^[0-9a-f]{64}$/;
const QUERY_MAX = 255;

/** Reads a query string; whatever is not valid in it counts as absent. */
export function parseView(search: string): View {
  const parameters = new URLSearchParams(search);
  const id = (name: string) => {
    const value = parameters.get(name);
    return value !== null && ID.test(value) ? value : null;
  };
  const peer = id('peer');
  const file = id('file');
  const lookup = id('lookup');
  const named = TABS.find((tab) => tab === parameters.get('view'));
  const implied = lookup !== null ? 'lookup' : file !== null ? 'files' : peer !== null ? 'peers' : 'fleet';
  return {
    tab: named ?? implied,
    peer,
    file,
    lookup,
    query: (parameters.get('q') ?? '').slice(0, QUERY_MAX),
  };
}

/** The query string of a view, shortest form; empty for the first view. */
export function formatView(view: View): string {
  const parameters = new URLSearchParams();
  if (view.peer !== null) parameters.set('peer', view.peer);
  if (view.file !== null) parameters.set('file', view.file);
  if (view.lookup !== null) parameters.set('lookup', view.lookup);
  if (view.query !== '') parameters.set('q', view.query);
  if (parseView(parameters.toString()).tab !== view.tab) parameters.set('view', view.tab);
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}
