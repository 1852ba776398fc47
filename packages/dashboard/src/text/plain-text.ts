// A name as it is, for people: characters that would hide, turn round or break what is read are written out. The name
// itself stays what it is; only what is shown changes.

/** Controls, the marks that turn the direction of what follows, what has no width, and half of a character. */
const UNSEEN = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]|\p{Cs}/gu;

export function plainText(name: string): string {
  return name.replace(
    UNSEEN,
    (one) => `⟨${one.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}⟩`,
  );
}
