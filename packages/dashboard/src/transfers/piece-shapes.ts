// Runs of pieces as stretches of a bar.
import type { PieceRunView, PiecesView } from '../wire-event.ts';

export interface PieceShape {
  /** Shares of the bar's width, 0 to 1. */
  readonly x: number;
  readonly width: number;
  readonly state: PieceRunView['state'];
  /** The place of its giver among the sources; null where nobody is. */
  readonly source: number | null;
}

/** What is missing is the bar's own ground and has no shape. */
export function pieceShapes({ runs }: PiecesView): PieceShape[] {
  const all = runs.reduce((sum, { count }) => sum + count, 0);
  const shapes: PieceShape[] = [];
  let at = 0;
  for (const { count, state, source } of runs) {
    if (state !== 'missing') shapes.push({ x: at / all, width: count / all, state, source: source ?? null });
    at += count;
  }
  return shapes;
}

/** How many pieces are there, of how many. */
export function piecesDone({ runs }: PiecesView): { readonly done: number; readonly all: number } {
  const count = (some: readonly PieceRunView[]) => some.reduce((sum, run) => sum + run.count, 0);
  return { done: count(runs.filter(({ state }) => state === 'done')), all: count(runs) };
}
