import { describe, expect, test } from 'vitest';
import { files, readText } from './tree.ts';

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const manifests = files.filter((file) => /^(packages\/[^/]+\/)?package[.]json$/.test(file));
const wanted = manifests.flatMap((file) => {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(readText(file)) as Manifest;
  const all = { ...dependencies, ...devDependencies, ...optionalDependencies };
  return Object.entries(all).map(([name, version]) => ({ file, name, version }));
});

describe('a dependency', () => {
  test('is pinned to one version', () => {
    const exact = /^(workspace:[*]|\d+[.]\d+[.]\d+(-[\w.]+)?)$/;
    expect(wanted.filter(({ version }) => !exact.test(version))).toEqual([]);
  });

  test('has the same version in every package', () => {
    const versions = Map.groupBy(wanted, ({ name }) => name);
    const mixed = [...versions].filter(([, uses]) => new Set(uses.map(({ version }) => version)).size > 1);
    expect(mixed).toEqual([]);
  });

  test('is locked by its hash, from wherever it is fetched', () => {
    const lock = readText('pnpm-lock.yaml');
    expect(lock.match(/https?:\/\/\S+/g)).toBeNull();
    expect(lock.match(/\btarball:/g)).toBeNull();
  });
});
