// Changes the core while it is loaded; call before anything imports it. An edit that does not fit any more is an error:
// a mutant that is not applied would be counted as one that lives, or worse, as one that was caught.
import { registerHooks } from 'node:module';
import type { Mutant } from './mutant.ts';

/** Throws, when the file is loaded, if an edit does not fit exactly once. */
export function applyMutant({ edits }: Mutant): void {
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const own = edits.filter(({ file }) => url.endsWith(`/packages/chord/src/${file}`));
      if (own.length === 0) return loaded;
      const source = own.reduce(edited, String(loaded.source));
      return { ...loaded, source };
    },
  });
}

/** The source with one edit. */
export function edited(source: string, { file, find, put }: Mutant['edits'][number]): string {
  const parts = source.split(find);
  if (parts.length !== 2)
    throw new Error(`the mutant's edit of ${file} fits ${parts.length - 1} times, not once`);
  return parts.join(put);
}
