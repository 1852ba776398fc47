// Names are data, never paths. What a name may not hold is refused at the first door and again in every record that
// arrives, so that no peer shows or stores what another one let through.
import { AcordeError } from '@acorde/protocol';

/** Bytes of a name in UTF-8. */
export const NAME_BYTES_MAX = 255;

// Separators of paths on any system.
const SEPARATORS = /[/\\]/;
// C0, DEL and C1.
const CONTROLS = /\p{Cc}/u;
// Marks that turn the direction of text: they make `exe.txt` of `txt.exe`.
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** What is wrong with a name, or null. `name` is expected in NFC. */
export function nameProblem(name: string): string | null {
  if (name === '') return 'a name must not be empty';
  if (name === '.' || name === '..') return 'a name must not be "." or ".."';
  if (Buffer.byteLength(name) > NAME_BYTES_MAX) return `a name has at most ${NAME_BYTES_MAX} bytes`;
  if (SEPARATORS.test(name)) return 'a name must not contain "/" or "\\"';
  if (CONTROLS.test(name)) return 'a name must not contain control characters';
  if (BIDI.test(name)) return 'a name must not contain marks that turn the direction of text';
  if (!name.isWellFormed()) return 'a name must be well-formed Unicode';
  if (name.normalize('NFC') !== name) return 'a name must be in the normal form NFC';
  return null;
}

/** The name in NFC. Throws INVALID_ARGUMENT for a name that is not allowed. */
export function entryName(text: string): string {
  const name = text.normalize('NFC');
  const problem = nameProblem(name);
  if (problem) throw new AcordeError('INVALID_ARGUMENT', problem);
  return name;
}
