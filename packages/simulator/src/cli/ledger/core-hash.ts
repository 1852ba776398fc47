import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CORE = fileURLToPath(new URL('../../../../chord/src/', import.meta.url));

/** What the core's source is, tests aside: 16 hex digits of the SHA-256 over its files and their names. */
export function coreHash(folder: string = CORE): string {
  const hash = createHash('sha256');
  const files = globSync('**/*.ts', { cwd: folder }).filter((file) => !file.endsWith('.spec.ts'));
  for (const file of files.sort()) hash.update(`${file}\0${readFileSync(join(folder, file), 'utf8')}\0`);
  return hash.digest('hex').slice(0, 16);
}
