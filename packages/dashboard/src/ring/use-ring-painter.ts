'use client';
import { type RefObject, useEffect, useRef } from 'react';
import { traceOf } from '../lookup/lookup-session.ts';
import { membersOf } from '../model/members.ts';
import type { Services } from '../services.ts';
import { en } from '../text/en.ts';
import { es } from '../text/es.ts';
import { useServices } from '../use-services.tsx';
import { ringLayout } from './layout.ts';
import { readPalette } from './palette.ts';
import { RingPainter } from './ring-painter.ts';
import { buildScene } from './scene.ts';
import { sceneInput } from './scene-input.ts';

/** Ties a canvas to the stores for as long as it is on the page. React is not asked again until it goes. */
export function useRingPainter(
  canvasRef: RefObject<HTMLCanvasElement | null>,
): RefObject<RingPainter | null> {
  const services = useServices();
  const painterRef = useRef<RingPainter | null>(null);
  useEffect(() => {
    const canvas = canvasRef.current;
    if (canvas === null) return;
    const painter = createPainter(canvas, services);
    painterRef.current = painter;
    const stop = paintOnChange(canvas, painter, services);
    return () => {
      stop();
      painter.stop();
      painterRef.current = null;
    };
  }, [canvasRef, services]);
  return painterRef;
}

function currentTrace({ session, fleet }: Services) {
  return traceOf(session.getState(), fleet.getState().traces);
}

function createPainter(canvas: HTMLCanvasElement, services: Services): RingPainter {
  const motion = window.matchMedia('(prefers-reduced-motion: reduce)');
  const { session } = services;
  const painter: RingPainter = new RingPainter(canvas, {
    requestFrame: (fn) => requestAnimationFrame(fn),
    cancelFrame: (handle) => cancelAnimationFrame(handle),
    hidden: () => document.hidden,
    reducedMotion: () => motion.matches,
    onFrame(dtMs) {
      const trace = currentTrace(services);
      if (trace === null) return false;
      // Without motion a playing lookup shows each hop whole, as soon as it is known.
      if (motion.matches && session.getState().playback.playing) {
        session.dispatch({ type: 'advance', dtMs: Number.MAX_SAFE_INTEGER, trace });
      } else session.dispatch({ type: 'advance', dtMs, trace });
      const { playback } = session.getState();
      painter.setPosition(playback.position);
      return playback.playing && playback.position < trace.hops.length;
    },
  });
  return painter;
}

function paintOnChange(canvas: HTMLCanvasElement, painter: RingPainter, services: Services): () => void {
  const { fleet, view, hover, peerDetails, fileDetails, session, preferences } = services;
  const font = getComputedStyle(document.body).fontFamily;
  const mono = getComputedStyle(document.documentElement).getPropertyValue('--font-mono') || 'monospace';
  const repaint = () => {
    const box = canvas.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) return;
    const t = preferences.getState().language === 'es' ? es : en;
    const input = sceneInput(
      {
        fleet: fleet.getState(),
        selectedPeerId: view.getState().peer,
        hoveredId: hover.getState(),
        peerDetails: peerDetails.store.getState(),
        fileDetails: fileDetails.store.getState(),
        trace: currentTrace(services),
        words: t.ring.tags,
      },
      ringLayout(box.width, box.height, membersOf(fleet.getState().peers).length, services.zoom.getState()),
    );
    const palette = readPalette(document.documentElement);
    painter.setPosition(session.getState().playback.position);
    painter.show(buildScene(input), { palette, fonts: { sans: font, mono }, keyWord: t.ring.key });
  };
  const resize = new ResizeObserver(repaint);
  resize.observe(canvas);
  const stores = [
    fleet,
    view,
    hover,
    peerDetails.store,
    fileDetails.store,
    session,
    preferences,
    services.zoom,
  ];
  const stops = stores.map((store) => store.subscribe(repaint));
  document.addEventListener('visibilitychange', repaint);
  void document.fonts.ready.then(repaint);
  repaint();
  return () => {
    resize.disconnect();
    document.removeEventListener('visibilitychange', repaint);
    for (const stop of stops) stop();
  };
}
