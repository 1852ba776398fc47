'use client';
import { arc } from 'd3';
import type { RefObject } from 'react';
import { IconButton } from '../ui/button.tsx';
import { useServices, useStore, useText } from '../use-services.tsx';
import { ringLayout, seenArc, wholeRadius } from './layout.ts';
import { WHOLE, type Zoom, zoomAt } from './zoom.ts';

export const ZOOM_STEP = 2;

/** Closer, farther, whole; and, when close, a small ring that shows which stretch of it is seen. */
export function ZoomControls({ boxRef }: { boxRef: RefObject<HTMLDivElement | null> }) {
  const t = useText();
  const { zoom } = useServices();
  const state = useStore(zoom);
  const step = (times: number) => {
    const box = boxRef.current?.getBoundingClientRect();
    if (box === undefined) return;
    const radius = wholeRadius(box.width, box.height);
    // From the whole ring there is no middle to come closer to: its top is as good as any.
    const point = state.factor === 1 ? { x: 0, y: -radius } : { x: 0, y: 0 };
    zoom.dispatch(zoomAt(state, times, point, radius));
  };
  return (
    <div className="absolute right-2 bottom-1 flex items-end gap-2">
      {state.factor > 1 && <Seen zoom={state} box={boxRef.current?.getBoundingClientRect()} />}
      <div
        role="toolbar"
        aria-label={t.zoom.label}
        className="flex flex-col rounded-md border border-line bg-ground"
      >
        <IconButton icon="plus" label={t.zoom.closer} onClick={() => step(ZOOM_STEP)} />
        <IconButton
          icon="minus"
          label={t.zoom.farther}
          disabled={state.factor === 1}
          onClick={() => step(1 / ZOOM_STEP)}
        />
        <IconButton
          icon="ring"
          label={t.zoom.whole}
          disabled={state.factor === 1}
          onClick={() => zoom.dispatch(WHOLE)}
        />
      </div>
    </div>
  );
}

function Seen({ zoom, box }: { zoom: Zoom; box: DOMRect | undefined }) {
  const t = useText();
  if (box === undefined) return null;
  const seen = seenArc(ringLayout(box.width, box.height, 0, zoom));
  const path =
    seen === null
      ? ''
      : (arc()({ startAngle: seen.from, endAngle: seen.to, innerRadius: 15, outerRadius: 20 }) ?? '');
  return (
    <p className="flex items-center gap-2 rounded-md border border-line bg-ground py-1 pr-2 pl-1 text-xs text-muted">
      <svg width="46" height="46" viewBox="-23 -23 46 46" aria-hidden="true">
        <circle r="17.500" fill="none" stroke="var(--line-strong)" />
        <path d={path} fill="var(--accent)" />
      </svg>
      {t.zoom.times(zoom.factor < 10 ? zoom.factor.toFixed(1) : Math.round(zoom.factor).toString())}
    </p>
  );
}
