// A search text becomes words; a name is found when it contains each of them somewhere. Words of three and more
// characters are looked up in the trigram index, shorter ones are compared name by name. The text is data: words are
// quoted for the index and bound as values, so that no character of it is an operator.
import { AcordeError } from '@acorde/protocol';
import { fold } from './fold.ts';

const QUERY_CHARS_MAX = 1024;
const WORDS_MAX = 16;
const TRIGRAM = 3;

export interface NameQuery {
  /** An expression of the full-text index; null when no word is long enough. */
  readonly match: string | null;
  /** Folded words that a folded name must contain. */
  readonly contains: readonly string[];
}

/** Reads a search text; an empty one finds every name. Throws INVALID_ARGUMENT when it is too long. */
export function nameQuery(text: string): NameQuery {
  if (text.length > QUERY_CHARS_MAX) {
    throw new AcordeError('INVALID_ARGUMENT', `a query has at most ${QUERY_CHARS_MAX} characters`);
  }
  const words = fold(text.replaceAll('\0', ' '))
    .split(/\s+/u)
    .filter((word) => word !== '');
  if (words.length > WORDS_MAX) {
    throw new AcordeError('INVALID_ARGUMENT', `a query has at most ${WORDS_MAX} words`);
  }
  const long = words.filter((word) => [...word].length >= TRIGRAM);
  const match = long.map((word) => `"${word.replaceAll('"', '""')}"`).join(' AND ');
  return { match: match || null, contains: words.filter((word) => !long.includes(word)) };
}
