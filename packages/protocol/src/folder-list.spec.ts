import { resolve } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FolderFault, type FolderFile, isSafePath, readFolderList, writeFolderList } from './folder-list.ts';

const file = (path: string, more: object = {}): FolderFile => ({
  ...{ path, id: 'a'.repeat(64), size: 3, sha256: 'b'.repeat(64) },
  ...more,
});
const list = (...files: unknown[]) => JSON.stringify({ acordeFolder: 1, files });

it('comes back as it was written, whatever the order', () => {
  const files = [file('b/c.txt'), file('a.txt'), file('b/a.txt')];
  expect(writeFolderList(files)).toBe(writeFolderList([...files].reverse()));
  expect(readFolderList(writeFolderList(files)).map(({ path }) => path)).toEqual([
    'a.txt',
    'b/a.txt',
    'b/c.txt',
  ]);
});

it.each([
  ['no JSON', '{'],
  ['another format', '{"files":[]}'],
  ['nothing', 'null'],
  ['a path that leads out', list(file('../a'))],
  ['a path that leads out in its middle', list(file('a/../../b'))],
  ['an absolute path', list(file('/etc/passwd'))],
  ['a path of another system', list(file('C:\\a'))],
  ['a path with NUL', list(file('a\0b'))],
  ['an empty path', list(file(''))],
  ['no path', list({ id: 'a'.repeat(64) })],
  ['a path twice', list(file('a'), file('a'))],
  ['a file that is a folder as well', list(file('a'), file('a/b'))],
  ['an id that is none', list(file('a', { id: '../x' }))],
  ['a size that is none', list(file('a', { size: -1 }))],
  ['a SHA-256 that is none', list(file('a', { sha256: 7 }))],
  ['a row that is none', list(null)],
])('with %s it is not taken out', (_what, text) => {
  expect(() => readFolderList(text)).toThrow(FolderFault);
});

it('no path that is called safe leaves its folder', () => {
  const part = fc.constantFrom('..', '.', '', 'a', 'b c', '/', '\\', '会', '...');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
      const path = parts.join('/');
      if (!isSafePath(path)) return;
      expect(resolve('/base/folder', path).startsWith('/base/folder/')).toBe(true);
    }),
  );
});

it('a path has a limit in bytes, as a file system counts them', () => {
  expect(isSafePath('a'.repeat(4096))).toBe(true);
  expect(isSafePath('a'.repeat(4097))).toBe(false);
  expect(isSafePath('会'.repeat(1366))).toBe(false);
});
