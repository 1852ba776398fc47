import { expect, it } from 'vitest';
import { chosenFolders } from './chosen-folders.ts';

const file = (webkitRelativePath: string) => ({ webkitRelativePath }) as File;

it('paths are told from the folder that was chosen', () => {
  const folders = chosenFolders([file('photos/a.txt'), file('photos/deep/b.txt'), file('other/c.txt')]);
  expect([...folders].map(([name, files]) => [name, files.map(({ path }) => path)])).toEqual([
    ['photos', ['a.txt', 'deep/b.txt']],
    ['other', ['c.txt']],
  ]);
});

it('a file without a folder is left out', () => {
  expect(chosenFolders([file(''), file('alone.txt')]).size).toBe(0);
});
