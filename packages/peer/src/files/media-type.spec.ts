import { expect, it } from 'vitest';
import { mediaTypeOf } from './media-type.ts';

it.each([
  ['a.txt', 'text/plain'],
  ['A.TXT', 'text/plain'],
  ['archive.tar.gz', 'application/gzip'],
  ['canción.mp3', 'audio/mpeg'],
  ['no-extension', 'application/octet-stream'],
  ['dot.', 'application/octet-stream'],
  ['.txt', 'application/octet-stream'],
  ['a.constructor', 'application/octet-stream'],
])('%s is %s', (name, mediaType) => {
  expect(mediaTypeOf(name)).toBe(mediaType);
});
