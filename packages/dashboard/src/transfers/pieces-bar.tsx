'use client';
import { useText } from '../use-services.tsx';
import type { PiecesView } from '../wire-event.ts';
import { pieceShapes, piecesDone } from './piece-shapes.ts';
import { sourceShade } from './source-shade.ts';

const HEIGHT = 10;

/** Which parts of a file are there: full where all of a piece is, low where it is on its way, open where it is missing. */
export function PiecesBar({ pieces, label }: { pieces: PiecesView; label: string }) {
  const t = useText();
  const { done, all } = piecesDone(pieces);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={all}
      aria-valuenow={done}
      aria-valuetext={t.transfer.pieces(done, all)}
      title={t.transfer.pieces(done, all)}
      className="overflow-hidden rounded-[3px] bg-hover"
    >
      <svg
        width="100%"
        height={HEIGHT}
        viewBox={`0 0 1 ${HEIGHT}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        className="block text-accent"
      >
        {pieceShapes(pieces).map(({ x, width, state, source }) => {
          const height = state === 'done' ? HEIGHT : HEIGHT / 2;
          return (
            <rect
              key={x}
              data-state={state}
              {...{ x, width, height, y: HEIGHT - height }}
              fill="currentColor"
              fillOpacity={sourceShade(source)}
            />
          );
        })}
      </svg>
    </div>
  );
}
