// A disk that takes a part of a write and refuses the rest, as a full one does: the limit on the size of a file, which any
// user may set, behaves in the same way.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

const SOURCE = fileURLToPath(new URL('../../src/store/testing', import.meta.url));
const BLOCKS = 300;
const SCRIPT = `
  const { createTempStore } = await import(${JSON.stringify(join(SOURCE, 'temp-store.ts'))});
  const { collect, sampleBytes, trickle } = await import(${JSON.stringify(join(SOURCE, 'sample-bytes.ts'))});
  const { readdirSync } = await import('node:fs');
  const folder = process.argv[1];
  const { store } = await createTempStore({ folder });
  const put = async (size) => {
    const upload = await store.createUpload(undefined);
    for await (const piece of trickle(sampleBytes(size), 250_007)) await upload.write(piece);
    return upload.finish();
  };
  const small = await put(200_000);
  const refused = await put(1_000_000).then(() => 'taken', (error) => error.code);
  const read = await collect(store.read(small.fileId, 0, small.size));
  process.stdout.write(JSON.stringify({
    refused, same: read.equals(sampleBytes(200_000)), temps: readdirSync(folder + '/tmp').length, usage: store.usage(),
  }));
`;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'acorde-short-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('a write that is cut short is DISK_FULL, leaves nothing, and takes nothing from what is there', () => {
  const limited = `trap '' XFSZ; ulimit -f ${BLOCKS}; exec "$@"`;
  const node = [process.execPath, '--input-type=module', '-e', SCRIPT, folder];
  const done = spawnSync('bash', ['-c', limited, 'bash', ...node], { encoding: 'utf8', timeout: 20_000 });
  expect(done.stderr).toBe('');
  expect(JSON.parse(done.stdout)).toEqual({
    refused: 'DISK_FULL',
    same: true,
    temps: 0,
    usage: { files: 1, bytes: 200_000 },
  });
});
