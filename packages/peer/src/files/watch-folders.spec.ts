import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFolderWatch, type FolderWatch } from './watch-folders.ts';

let folder: string;
let watch: FolderWatch;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acorde-watch-'));
  await mkdir(join(folder, 'below'));
  watch = createFolderWatch();
});
afterEach(async () => {
  watch.stop();
  await rm(folder, { recursive: true, force: true });
});

const turns = async () => {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
};

describe('a watched folder', () => {
  it.each([
    ['a new file', (at: string) => writeFile(join(at, 'new'), 'x')],
    ['a change', (at: string) => writeFile(join(at, 'old'), 'more')],
    ['a rename', (at: string) => rename(join(at, 'old'), join(at, 'other'))],
    ['a removal', (at: string) => rm(join(at, 'old'))],
  ])('tells of %s, in it and below it', async (_what, change) => {
    for (const at of [folder, join(folder, 'below')]) {
      await writeFile(join(at, 'old'), 'x');
      watch.keep([folder, join(folder, 'below')]);
      await change(at);
      await watch.changed();
    }
  });

  it('remembers a change that came while nobody listened', async () => {
    watch.keep([folder]);
    const first = watch.changed();
    await writeFile(join(folder, 'a'), 'x');
    await first;
    await writeFile(join(folder, 'b'), 'x');
    await turns();
    await watch.changed();
  });

  it('is let go when it is not wanted any more, and ends its waiters when it stops', async () => {
    watch.keep([folder]);
    watch.keep([join(folder, 'below')]);
    let heard = false;
    const next = watch.changed().then(() => {
      heard = true;
    });
    await writeFile(join(folder, 'a'), 'x');
    await turns();
    expect(heard).toBe(false);
    watch.stop();
    await next;
  });

  it('may be gone, or one too many: neither is an error', async () => {
    watch.stop();
    watch = createFolderWatch(1);
    watch.keep([join(folder, 'nowhere'), folder, join(folder, 'below')]);
    const next = watch.changed();
    await writeFile(join(folder, 'a'), 'x');
    await next;
  });
});
