'use client';
import { type RefObject, useEffect } from 'react';
import { useServices } from '../use-services.tsx';
import { wholeRadius } from './layout.ts';
import { panBy, zoomAt } from './zoom.ts';

const WHEEL_TO_FACTOR = 0.0022;
const CLICK_PX_MAX = 5;

/** Wheel, pinch and drag on the ring's box. A drag that went farther than a click is told by the box's dataset, so that
 * it opens no peer. */
export function useZoom(boxRef: RefObject<HTMLDivElement | null>): void {
  const { zoom } = useServices();
  useEffect(() => {
    const box = boxRef.current;
    if (box === null) return;
    const pointers = new Map<number, { x: number; y: number }>();
    let dragged = 0;
    const place = (event: { clientX: number; clientY: number }) => {
      const { left, top, width, height } = box.getBoundingClientRect();
      const x = event.clientX - left - width / 2;
      const y = event.clientY - top - height / 2;
      return { x, y, radius: wholeRadius(width, height) };
    };
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const { x, y, radius } = place(event);
      const times = Math.exp(-event.deltaY * WHEEL_TO_FACTOR * (event.ctrlKey ? 4 : 1));
      zoom.dispatch(zoomAt(zoom.getState(), times, { x, y }, radius));
    };
    const onDown = (event: PointerEvent) => {
      pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      dragged = 0;
      box.dataset.dragged = 'false';
    };
    const onMove = (event: PointerEvent) => {
      const before = pointers.get(event.pointerId);
      if (before === undefined) return;
      const now = { x: event.clientX, y: event.clientY };
      const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
      const { radius } = place(event);
      dragged += Math.hypot(now.x - before.x, now.y - before.y);
      if (dragged > CLICK_PX_MAX) box.dataset.dragged = 'true';
      if (other === undefined)
        zoom.dispatch(panBy(zoom.getState(), now.x - before.x, now.y - before.y, radius));
      else {
        const times =
          Math.hypot(now.x - other.x, now.y - other.y) /
          Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
        const middle = place({ clientX: (now.x + other.x) / 2, clientY: (now.y + other.y) / 2 });
        zoom.dispatch(zoomAt(zoom.getState(), times, middle, radius));
      }
      pointers.set(event.pointerId, now);
    };
    const onUp = (event: PointerEvent) => pointers.delete(event.pointerId);
    box.addEventListener('wheel', onWheel, { passive: false });
    box.addEventListener('pointerdown', onDown);
    window.addEventListener('pointermove', onMove);
    window.addEventListener('pointerup', onUp);
    window.addEventListener('pointercancel', onUp);
    return () => {
      box.removeEventListener('wheel', onWheel);
      box.removeEventListener('pointerdown', onDown);
      window.removeEventListener('pointermove', onMove);
      window.removeEventListener('pointerup', onUp);
      window.removeEventListener('pointercancel', onUp);
    };
  }, [boxRef, zoom]);
}
