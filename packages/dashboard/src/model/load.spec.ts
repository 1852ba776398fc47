import { expect, it } from 'vitest';
import { peer } from './fixtures.ts';
import { loadOf } from './load.ts';

const holding = (bytes: number) => ({ holdings: { files: 1, bytes, records: bytes / 10, entries: 0 } });

it('is measured against an equal share, the heaviest peer first', () => {
  const load = loadOf([peer('elm', '2', holding(10)), peer('oak', '8', holding(30))], 'bytes');
  expect(load.peers.map(({ name }) => name)).toEqual(['oak', 'elm']);
  expect([load.ideal, load.max]).toEqual([20, 30]);
});

it('leaves out peers that have failed or told nothing', () => {
  const failed = peer('oak', '8', { ...holding(30), state: 'failed' });
  expect(loadOf([failed, peer('elm', '2', { holdings: null })], 'keys')).toEqual({
    peers: [],
    ideal: 0,
    max: 0,
  });
});
