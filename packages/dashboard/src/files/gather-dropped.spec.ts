import { expect, it } from 'vitest';
import { gatherDropped } from './gather-dropped.ts';

type Tree = { readonly [name: string]: Tree | string };

/** As a browser gives a folder: in parts, the last of them empty. */
function entry(name: string, tree: Tree | string): FileSystemEntry {
  if (typeof tree === 'string') {
    const file = (resolve: (file: File) => void) => resolve(new File([tree], name));
    return { name, isDirectory: false, isFile: true, file } as unknown as FileSystemEntry;
  }
  const parts = Object.entries(tree).map(([child, below]) => [entry(child, below)]);
  const createReader = () => ({
    readEntries: (resolve: (entries: FileSystemEntry[]) => void) => resolve(parts.shift() ?? []),
  });
  return { name, isDirectory: true, isFile: false, createReader } as unknown as FileSystemEntry;
}

const item = (name: string, tree: Tree | string): DataTransferItem =>
  ({
    kind: 'file',
    webkitGetAsEntry: () => entry(name, tree),
    getAsFile: () => new File([String(tree)], name),
  }) as unknown as DataTransferItem;

it('a folder is listed to its end, as a tree, beside files that are dropped with it', async () => {
  const { files, folders } = await gatherDropped([
    item('alone.txt', 'x'),
    item('photos', { 'a.txt': 'a', deep: { deeper: { 'b.txt': 'b' } }, none: {}, 'c.txt': 'c' }),
  ]);
  expect(files.map(({ name }) => name)).toEqual(['alone.txt']);
  expect(folders.map(({ name }) => name)).toEqual(['photos']);
  expect(folders[0]!.files.map(({ path }) => path)).toEqual(['a.txt', 'deep/deeper/b.txt', 'c.txt']);
});

it('text that is dragged is no file', async () => {
  const text = { kind: 'string' } as DataTransferItem;
  expect(await gatherDropped([text])).toEqual({ files: [], folders: [] });
});

it('a folder that cannot be read fails as a whole', async () => {
  const closed = {
    kind: 'file',
    webkitGetAsEntry: () => ({
      ...{ name: 'closed', isDirectory: true },
      createReader: () => ({
        readEntries: (_: unknown, reject: (error: Error) => void) => reject(new Error('not allowed')),
      }),
    }),
  } as unknown as DataTransferItem;
  await expect(gatherDropped([closed])).rejects.toThrow('not allowed');
});
