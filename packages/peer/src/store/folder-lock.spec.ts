import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockFolder } from './folder-lock.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'acorde-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a locked folder', () => {
  it('is refused to a second peer until the first one gives it back', () => {
    const unlock = lockFolder(folder, 0);
    expect(() => lockFolder(folder, 0)).toThrow(`Another peer runs on ${folder}`);
    unlock();
    unlock();
    lockFolder(folder, 0)();
  });

  it('is free again when its process is killed', async () => {
    const module = new URL('./folder-lock.ts', import.meta.url).href;
    const script = `(await import('${module}')).lockFolder(process.argv[1]); console.log('locked'); setInterval(() => {}, 1000);`;
    const other = spawn(process.execPath, ['--input-type=module', '-e', script, folder]);
    await once(other.stdout, 'data');
    expect(() => lockFolder(folder, 0)).toThrow('Another peer runs');
    other.kill('SIGKILL');
    await once(other, 'exit');
    lockFolder(folder, 0)();
  });
});
