import { expect, it } from 'vitest';
import { previewKind } from './preview-kind.ts';

it.each([
  ['image/png', 'a', 10, 'image'],
  ['IMAGE/JPEG; x=1', 'a', 10, 'image'],
  ['image/svg+xml', 'a.svg', 10, null],
  ['text/html', 'a.html', 10, 'text'],
  ['video/mp4', 'a', 1e12, 'video'],
  ['audio/flac', 'a', 10, 'audio'],
  ['', 'notes.md', 10, 'text'],
  ['application/octet-stream', 'a.bin', 10, null],
  ['application/pdf', 'a.pdf', 10, null],
  ['image/png', 'a', 1e9, null],
  ['text/plain', 'a', 0, null],
])('%s called %s of %d bytes is shown as %s', (type, name, size, wanted) => {
  expect(previewKind(type, name, size)).toBe(wanted);
});
