import type { PlacedFile } from './upload.ts';

/** The files of a folder picker by the folder that was chosen; a path is relative to that. */
export function chosenFolders(files: Iterable<File>): Map<string, PlacedFile[]> {
  const folders = new Map<string, PlacedFile[]>();
  for (const file of files) {
    const [name = '', ...rest] = file.webkitRelativePath.split('/');
    if (rest.length === 0) continue;
    const placed = folders.get(name) ?? [];
    placed.push({ path: rest.join('/'), file });
    folders.set(name, placed);
  }
  return folders;
}
