import { expect, it } from 'vitest';
import type { PiecesView } from '../wire-event.ts';
import { pieceShapes, piecesDone } from './piece-shapes.ts';

const pieces: PiecesView = {
  chunks: 20,
  chunksPerPiece: 2,
  runs: [
    { count: 4, state: 'done', source: 1 },
    { count: 1, state: 'fetching', source: 0 },
    { count: 4, state: 'missing' },
    { count: 1, state: 'partly' },
  ],
};

it('what is there or on its way stands where it is in the file; what is missing is left open', () => {
  expect(pieceShapes(pieces)).toEqual([
    { x: 0, width: 0.4, state: 'done', source: 1 },
    { x: 0.4, width: 0.1, state: 'fetching', source: 0 },
    { x: 0.9, width: 0.1, state: 'partly', source: null },
  ]);
});

it('whole pieces are counted', () => {
  expect(piecesDone(pieces)).toEqual({ done: 4, all: 10 });
});

it('a file of no bytes has no pieces', () => {
  const none = { chunks: 0, chunksPerPiece: 1, runs: [] };
  expect(pieceShapes(none)).toEqual([]);
  expect(piecesDone(none)).toEqual({ done: 0, all: 0 });
});
