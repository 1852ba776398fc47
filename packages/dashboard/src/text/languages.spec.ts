import { expect, it } from 'vitest';
import { en } from './en.ts';
import { es } from './es.ts';

type Leaf = { readonly path: string; readonly value: unknown };
const leaves = (value: unknown, path = ''): Leaf[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`))
    : [{ path, value }];

it('Spanish says everything that English says', () => {
  expect(leaves(es).map((leaf) => leaf.path)).toEqual(leaves(en).map((leaf) => leaf.path));
  expect(leaves(es).filter((leaf) => leaf.value === '')).toEqual([]);
});

it('Spanish is not English: the same words in both are names and signs only', () => {
  const english = new Map(leaves(en).map((leaf) => [leaf.path, leaf.value]));
  const same = leaves(es).filter(
    (leaf) => typeof leaf.value === 'string' && leaf.value === english.get(leaf.path),
  );
  expect(same.map((leaf) => leaf.path).sort()).toEqual(
    [
      '.appName',
      '.help.keys.0.0',
      '.help.keys.1.0',
      '.help.keys.2.0',
      '.help.keys.3.0',
      '.help.keys.5.0',
      '.help.keys.6.0',
      '.peer.api',
      '.peer.fingers',
      '.ring.tags.predecessor',
    ].sort(),
  );
});
