import { describe, expect, it } from 'vitest';
import type { PeerId } from '../records/record.ts';
import { CHUNK_BYTES } from '../store/chunk.ts';
import { createPieceMap, PIECES_MAX, piecesFrom, piecesInOrder } from './piece-map.ts';
import type { PiecesView } from './ports.ts';

const elm = 'elm' as PeerId;
const oak = 'oak' as PeerId;

/** As a line: `2 done 0, 1 missing`. */
const line = ({ runs }: PiecesView) =>
  runs.map(({ count, state, source }) => [count, state, source].join(' ').trim()).join(', ');

describe('the pieces of a small file', () => {
  it('are its chunks: missing, asked for, given up, here', () => {
    const map = createPieceMap(4);
    expect(line(map.view([]))).toBe('4 missing');
    map.asked(1, oak);
    map.asked(2, elm);
    expect(line(map.view([elm, oak]))).toBe('1 missing, 1 fetching 1, 1 fetching 0, 1 missing');
    map.released(2);
    map.came(1, oak);
    map.released(1);
    expect(line(map.view([elm, oak]))).toBe('1 missing, 1 done 1, 2 missing');
  });

  it('name nobody where the peer is none of the sources, or it is not known', () => {
    const map = createPieceMap(2);
    map.came(0, null);
    map.came(1, oak);
    expect(line(map.view([elm]))).toBe('2 done');
  });

  it('stay asked for while a second peer is asked for the same chunk', () => {
    const map = createPieceMap(1);
    map.asked(0, elm);
    map.asked(0, oak);
    map.released(0);
    expect(line(map.view([elm, oak]))).toBe('1 fetching 1');
  });

  it('do not mind a chunk that is not of the file', () => {
    const map = createPieceMap(1);
    map.asked(7, elm);
    map.came(-1, elm);
    map.released(7);
    expect(line(map.view([elm]))).toBe('1 missing');
  });
});

describe('the pieces of a large file', () => {
  it.each([200, 201, 1_000, 1_048_576])(
    'are at most 200 for %d chunks, and stand for all of them',
    (chunks) => {
      const { chunksPerPiece, runs } = createPieceMap(chunks).view([]);
      const pieces = runs.reduce((sum, { count }) => sum + count, 0);
      expect(pieces).toBeLessThanOrEqual(PIECES_MAX);
      expect(pieces).toBe(Math.ceil(chunks / chunksPerPiece));
    },
  );

  it('are done when all of their chunks are here, and partly so before', () => {
    const map = createPieceMap(500);
    for (const index of [0, 1]) map.came(index, elm);
    expect(line(map.view([elm]))).toBe('1 partly 0, 166 missing');
    map.came(2, elm);
    map.came(498, elm);
    map.came(499, elm);
    expect(line(map.view([elm]))).toBe('1 done 0, 165 missing, 1 done 0');
  });

  it('may be a part of a longer one', () => {
    const map = createPieceMap(2);
    const part = piecesFrom(10, map);
    part.asked(10, elm);
    part.came(11, elm);
    expect(line(map.view([elm]))).toBe('1 fetching 0, 1 done 0');
    part.released(10);
    expect(line(map.view([elm]))).toBe('1 missing, 1 done 0');
  });
});

describe('the pieces of what comes in order', () => {
  it('follow from the count of its bytes', () => {
    const size = 3 * CHUNK_BYTES + 1;
    expect(line(piecesInOrder(0, size, true))).toBe('1 fetching, 3 missing');
    expect(line(piecesInOrder(2 * CHUNK_BYTES + 5, size, true, 0))).toBe('2 done 0, 1 fetching 0, 1 missing');
    expect(line(piecesInOrder(2 * CHUNK_BYTES + 5, size, false))).toBe('2 done, 1 partly, 1 missing');
    expect(line(piecesInOrder(CHUNK_BYTES, size, false))).toBe('1 done, 3 missing');
    expect(line(piecesInOrder(size, size, false))).toBe('4 done');
  });

  it('are none of an empty file', () => {
    expect(piecesInOrder(0, 0, true)).toEqual({ chunks: 0, chunksPerPiece: 1, runs: [] });
  });
});
