import { expect, it } from 'vitest';
import { folderTree } from './folder-tree.ts';

const file = (path: string, size = 1) => ({ path, size, id: 'a'.repeat(64), sha256: 'b'.repeat(64) });

it('paths become folders within folders, each with what is below it', () => {
  const tree = folderTree('photos', [file('z.txt', 5), file('deep/er/b.txt', 2), file('deep/a.txt', 3)]);
  expect(tree).toMatchObject({ name: 'photos', count: 3, bytes: 10 });
  expect(tree.files.map(({ name }) => name)).toEqual(['z.txt']);
  const [deep] = tree.folders;
  expect(deep).toMatchObject({ name: 'deep', count: 2, bytes: 5 });
  expect(deep?.files.map(({ name }) => name)).toEqual(['a.txt']);
  expect(deep?.folders[0]?.files.map(({ name }) => name)).toEqual(['b.txt']);
});

it('a folder without files is a tree without leaves', () => {
  expect(folderTree('none', [])).toEqual({ name: 'none', folders: [], files: [], count: 0, bytes: 0 });
});

it('a path as deep as one may be is told without running out of stack', () => {
  const tree = folderTree('deep', [file(`${'d/'.repeat(2047)}f`)]);
  expect(tree.count).toBe(1);
});
