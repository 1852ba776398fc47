'use client';
import { useEffect, useRef, useState } from 'react';
import { advance, type Playback, START } from '../lookup/playback.ts';
import type { Store } from '../model/store.ts';
import { ringLayout } from '../ring/layout.ts';
import { readPalette } from '../ring/palette.ts';
import { RingPainter } from '../ring/ring-painter.ts';
import { buildScene } from '../ring/scene.ts';
import { en } from '../text/en.ts';
import { es } from '../text/es.ts';
import type { LabModel } from './lab-model.ts';
import type { LabTrace } from './lab-protocol.ts';
import { labSceneInput } from './lab-scene.ts';

interface LabRingProps {
  readonly store: Pick<Store<LabModel, never>, 'getState' | 'subscribe'>;
  readonly label: string;
  readonly language: 'en' | 'es';
  readonly dark: boolean;
}

/** The lab's ring, drawn by the same painter as a real one. */
export function LabRing({ store, label, language, dark }: LabRingProps) {
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const [hovered] = useState(() => ({ id: null as string | null, repaint: () => {} }));
  const painterRef = useRef<RingPainter | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new theme is a reason to paint anew.
  useEffect(() => {
    const canvas = canvasRef.current;
    if (canvas === null) return;
    const motion = window.matchMedia('(prefers-reduced-motion: reduce)');
    let shown: { lookup: LabTrace | null; playback: Playback } = { lookup: null, playback: START };
    const painter: RingPainter = new RingPainter(canvas, {
      requestFrame: (fn) => requestAnimationFrame(fn),
      cancelFrame: (handle) => cancelAnimationFrame(handle),
      hidden: () => document.hidden,
      reducedMotion: () => motion.matches,
      onFrame(dtMs) {
        if (shown.lookup === null) return false;
        const hops = shown.lookup.hops as never;
        const elapsedMs = motion.matches ? Number.MAX_SAFE_INTEGER : dtMs;
        shown = { ...shown, playback: advance(shown.playback, hops, true, elapsedMs) };
        painter.setPosition(shown.playback.position);
        return shown.playback.playing;
      },
    });
    painterRef.current = painter;
    const style = getComputedStyle(document.documentElement);
    const fonts = {
      sans: getComputedStyle(document.body).fontFamily,
      mono: style.getPropertyValue('--font-mono') || 'monospace',
    };
    const repaint = () => {
      const box = canvas.getBoundingClientRect();
      const { view, lookup } = store.getState();
      if (box.width === 0 || box.height === 0 || view === null) return;
      if (lookup !== shown.lookup) shown = { lookup, playback: START };
      const t = language === 'es' ? es : en;
      const layout = ringLayout(box.width, box.height, view.dots.length);
      const input = labSceneInput(view, lookup, layout, hovered.id, t.ring.tags);
      painter.show(buildScene(input), {
        palette: readPalette(document.documentElement),
        fonts,
        keyWord: t.ring.key,
      });
    };
    hovered.repaint = repaint;
    const resize = new ResizeObserver(repaint);
    resize.observe(canvas);
    const unsubscribe = store.subscribe(repaint);
    repaint();
    return () => {
      resize.disconnect();
      unsubscribe();
      painter.stop();
    };
  }, [store, language, dark, hovered]);
  return (
    <canvas
      ref={canvasRef}
      role="img"
      aria-label={label}
      className="absolute inset-0 size-full"
      onPointerMove={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        const at = { x: event.clientX - box.left, y: event.clientY - box.top };
        const id = painterRef.current?.memberAt(at) ?? null;
        if (id === hovered.id) return;
        hovered.id = id;
        hovered.repaint();
      }}
    />
  );
}
