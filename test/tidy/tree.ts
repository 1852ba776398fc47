// The files of the project as a clean checkout has them: what .gitignore names is left out. Read without git, so that
// the tests run from an archive as well.
import { readdirSync, readFileSync } from 'node:fs';
import { join, matchesGlob, relative, sep } from 'node:path';

export const root = join(import.meta.dirname, '../..');

const ignored = readFileSync(join(root, '.gitignore'), 'utf8')
  .split('\n')
  .map((line) => line.trim().replace(/\/$/, ''))
  .filter((line) => line && !line.startsWith('#'))
  .concat('.git');

/** Paths relative to the root, with `/`, sorted. */
export const files: readonly string[] = walk(root).sort();

export function readText(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** Source that people wrote, in any of the project's programming languages. */
export function isSource(file: string): boolean {
  return /[.](ts|tsx|mjs|js|css|sh|proto)$/.test(file) && !file.startsWith('packages/protocol/src/gen/');
}

export function isTest(file: string): boolean {
  return /[.](spec|test)[.]tsx?$/.test(file);
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    const file = relative(root, path).split(sep).join('/');
    if (isIgnored(entry.name, file)) return [];
    if (entry.isDirectory()) return walk(path);
    return entry.isFile() ? [file] : [];
  });
}

/** A pattern with a slash is from the root, one without matches in every folder, as in git. */
function isIgnored(name: string, file: string): boolean {
  return ignored.some((pattern) =>
    pattern.includes('/') ? matchesGlob(file, pattern.replace(/^\//, '')) : matchesGlob(name, pattern),
  );
}
