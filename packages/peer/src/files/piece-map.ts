// Which parts of a file are there, for people to see: at most 200 pieces whatever the size, so that a view of a
// transfer stays small, and counting costs the same for each chunk. A piece stands for some chunks that follow one another.
import type { PeerId } from '../records/record.ts';
import { CHUNK_BYTES, chunkCount } from '../store/chunk.ts';
import type { PieceRunView, PiecesView } from './ports.ts';

export const PIECES_MAX = 200;

/** Chunks are numbered from 0 here, whatever part of a file they are. */
export interface PieceMap {
  /** Somebody is asked for a chunk. */
  asked(index: number, peerId: PeerId): void;
  /** Nobody of those is any more. */
  released(index: number): void;
  /** A chunk has come; call once for each. */
  came(index: number, peerId: PeerId | null): void;
  /** `sources`: the peers by their places. */
  view(sources: readonly PeerId[]): PiecesView;
}

/** What a download tells of its chunks, numbered as in the file. */
export type PieceSink = Pick<PieceMap, 'asked' | 'released' | 'came'>;

/** A part of a file that begins with chunk `first` of it. */
export function piecesFrom(first: number, map: PieceMap): PieceSink {
  return {
    asked: (index, peerId) => map.asked(index - first, peerId),
    released: (index) => map.released(index - first),
    came: (index, peerId) => map.came(index - first, peerId),
  };
}

interface Piece {
  readonly chunks: number;
  asked: number;
  came: number;
  peerId: PeerId | null;
}

export function createPieceMap(chunks: number): PieceMap {
  const chunksPerPiece = Math.max(1, Math.ceil(chunks / PIECES_MAX));
  const pieces = Array.from({ length: Math.ceil(chunks / chunksPerPiece) }, (_, i): Piece => {
    const rest = chunks - i * chunksPerPiece;
    return { chunks: Math.min(chunksPerPiece, rest), asked: 0, came: 0, peerId: null };
  });
  const pieceOf = (index: number) => pieces[Math.floor(index / chunksPerPiece)];
  return {
    asked(index, peerId) {
      const piece = pieceOf(index);
      if (!piece) return;
      piece.asked += 1;
      piece.peerId = peerId;
    },
    released(index) {
      const piece = pieceOf(index);
      if (!piece) return;
      piece.asked = Math.max(0, piece.asked - 1);
      if (piece.asked === 0 && piece.came === 0) piece.peerId = null;
    },
    came(index, peerId) {
      const piece = pieceOf(index);
      if (!piece) return;
      piece.came = Math.min(piece.chunks, piece.came + 1);
      piece.peerId = peerId;
    },
    view(sources) {
      const runs = runsOf(pieces.map((piece) => runOf(piece, sources)));
      return { chunks, chunksPerPiece, runs };
    },
  };
}

/** What comes in order, as far as `moved` of `size` bytes; the chunk after that is on its way while it runs. */
export function piecesInOrder(moved: number, size: number, running: boolean, source?: number): PiecesView {
  const chunks = chunkCount(size);
  const chunksPerPiece = Math.max(1, Math.ceil(chunks / PIECES_MAX));
  const total = Math.ceil(chunks / chunksPerPiece);
  const done = moved >= size ? total : Math.floor(moved / (CHUNK_BYTES * chunksPerPiece));
  const hasPart = moved > done * CHUNK_BYTES * chunksPerPiece;
  const pieces = Array.from({ length: total }, (_, i): PieceRunView => {
    if (i < done) return { count: 1, state: 'done', source };
    if (i > done || (!running && !hasPart)) return { count: 1, state: 'missing', source: undefined };
    return { count: 1, state: running ? 'fetching' : 'partly', source };
  });
  return { chunks, chunksPerPiece, runs: runsOf(pieces) };
}

function runOf(piece: Piece, sources: readonly PeerId[]): PieceRunView {
  const index = piece.peerId === null ? -1 : sources.indexOf(piece.peerId);
  return { count: 1, state: stateOf(piece), source: index < 0 ? undefined : index };
}

function stateOf({ chunks, asked, came }: Piece): PieceRunView['state'] {
  if (came === chunks) return 'done';
  if (asked > 0) return 'fetching';
  return came > 0 ? 'partly' : 'missing';
}

function runsOf(pieces: readonly PieceRunView[]): PieceRunView[] {
  const runs: PieceRunView[] = [];
  for (const piece of pieces) {
    const last = runs.at(-1);
    if (last && last.state === piece.state && last.source === piece.source)
      runs[runs.length - 1] = { ...last, count: last.count + 1 };
    else runs.push(piece);
  }
  return runs;
}
