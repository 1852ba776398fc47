// How names are compared in a search: without case and without the marks above and below Latin, Greek and Cyrillic
// letters. Hangul and kana are put together again, so that one syllable stays one character.
const MARKS = /[\u0300-\u036f]/g;

/** The form of a text in which search compares. */
export function fold(text: string): string {
  return text.normalize('NFKD').toLowerCase().replace(MARKS, '').normalize('NFC');
}
