import { expect, it } from 'vitest';
import { folderLevel } from './folder-level.ts';

const file = (path: string, size = 1) => ({ path, size, id: 'a'.repeat(64), sha256: 'b'.repeat(64) });

it('a level has its files, and its folders with what is below them', () => {
  const top = folderLevel([file('z.txt', 5), file('deep/er/b.txt', 2), file('deep/a.txt', 3)], 0);
  expect(top.files.map(({ name }) => name)).toEqual(['z.txt']);
  expect(top.folders).toMatchObject([{ name: 'deep', bytes: 5 }]);
  const next = folderLevel(top.folders[0]!.files, 1);
  expect(next.files.map(({ name }) => name)).toEqual(['a.txt']);
  expect(next.folders.map(({ name }) => name)).toEqual(['er']);
});

it('names are sorted, whatever their order in the list', () => {
  const { folders, files } = folderLevel([file('b/x'), file('b.txt'), file('a/x'), file('a.txt')], 0);
  expect([...folders, ...files].map(({ name }) => name)).toEqual(['a', 'b', 'a.txt', 'b.txt']);
});

it('a folder without files has an empty level', () => {
  expect(folderLevel([], 0)).toEqual({ folders: [], files: [] });
});

it('a list as deep as one may be costs one level at a time', () => {
  const deep = file(`${'d/'.repeat(2047)}f`);
  expect(folderLevel([deep], 0).folders).toHaveLength(1);
  expect(folderLevel([deep], 2047).files).toHaveLength(1);
});
