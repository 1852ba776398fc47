/** `attachment` with a name of any script: RFC 8187 for those who know it, ASCII for the rest. */
export function attachment(name: string): string {
  const ascii =
    name
      .normalize('NFKD')
      .replace(/[^\x20-\x7e]/g, '')
      .replace(/["\\%]/g, '_')
      .trim() || 'file';
  // A lone surrogate has no UTF-8; it becomes the replacement character instead of an exception.
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encodeExtended(name.toWellFormed())}`;
}

/** encodeURIComponent leaves ! ' ( ) * as they are; of these only ! is an attr-char. */
function encodeExtended(text: string): string {
  const hex = (char: string) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text).replace(/['()*]/g, hex);
}
