// The pages as the gateway serves them: exported by Next.js, then compressed once for all readers.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { precompress } from './server/http/precompress.ts';

const folder = import.meta.dirname;
const next = join(folder, 'node_modules', 'next', 'dist', 'bin', 'next');
const { status, error } = spawnSync(process.execPath, [next, 'build'], { cwd: folder, stdio: 'inherit' });
if (error !== undefined) process.stderr.write(`Next.js could not be started: ${error.message}\n`);
if (status !== 0) process.exit(status ?? 1);
const { files, bytes, brotliBytes } = precompress(join(folder, 'out'));
const kB = (count: number) => `${Math.round(count / 1000)} kB`;
process.stdout.write(`Compressed ${files} files: ${kB(bytes)} are ${kB(brotliBytes)} in brotli\n`);
