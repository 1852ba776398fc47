// The images hold what the packages in them are made of. Nothing else would say so before somebody builds them.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const dockerfile = readFileSync('deploy/Dockerfile', 'utf8');

function stage(name: string): string {
  const from = dockerfile.indexOf(` AS ${name}\n`);
  const to = dockerfile.indexOf('\nFROM ', from);
  return dockerfile.slice(from, to < 0 ? undefined : to);
}

/** The folder and those of all workspace packages that it needs. */
function closure(folder: string, found = new Set<string>()): Set<string> {
  if (found.has(folder)) return found;
  found.add(folder);
  const { dependencies = {} } = JSON.parse(readFileSync(`packages/${folder}/package.json`, 'utf8'));
  for (const name of Object.keys(dependencies))
    if (name.startsWith('@acorde/')) closure(name.slice('@acorde/'.length), found);
  return found;
}

test.each([
  ['peer', 'peer'],
  ['dashboard-pages', 'dashboard'],
])('the stage %s has every package that %s needs', (name, folder) => {
  for (const one of closure(folder)) {
    expect(stage('workspace'), one).toContain(`COPY packages/${one}/package.json packages/${one}/\n`);
    expect(stage(name), one).toContain(`COPY packages/${one} packages/${one}\n`);
  }
});
