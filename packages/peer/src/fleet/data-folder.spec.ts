import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDataFolder } from './data-folder.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'acorde-data-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the data folder', () => {
  it('is made with its parents, for its owner alone', () => {
    openDataFolder(join(folder, 'a', 'b'));
    expect(statSync(join(folder, 'a', 'b')).mode & 0o777).toBe(0o700);
    expect(existsSync(join(folder, 'a', 'b', 'logs'))).toBe(true);
  });

  it.each(['/proc/acorde/data', '/etc/hostname/data'])('is refused where none can be made: %s', (data) => {
    expect(() => openDataFolder(data)).toThrow(`Cannot write to ${data}`);
  });
});

describe('the lock', () => {
  const lockFile = () => join(folder, 'launcher.pid');

  it('goes with its launcher', () => {
    const unlock = openDataFolder(folder);
    expect(readFileSync(lockFile(), 'utf8')).toBe(`${process.pid}\n`);
    unlock();
    expect(existsSync(lockFile())).toBe(false);
  });

  it('of a living launcher keeps others out', async () => {
    const launcher = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'fleet', 'start']);
    writeFileSync(lockFile(), `${launcher.pid}\n`);
    expect(() => openDataFolder(folder)).toThrow(
      `A fleet already runs on ${folder} (process ${launcher.pid})`,
    );
    launcher.kill();
    await new Promise((resolve) => launcher.once('exit', resolve));
    openDataFolder(folder);
  });

  it.each([
    ['another program that has the pid now', `${process.ppid}`],
    ['this process, which had the same pid in its last container', `${process.pid}`],
    ['a pid that nobody has', '4194305'],
    ['nonsense', 'no pid'],
    ['nothing', ''],
  ])('of %s holds nobody up', (_who, text) => {
    writeFileSync(lockFile(), text);
    openDataFolder(folder);
    expect(readFileSync(lockFile(), 'utf8')).toBe(`${process.pid}\n`);
  });
});
