import { beforeEach, describe, expect, it } from 'vitest';
import { ringLayout } from './layout.ts';
import { RingPainter } from './ring-painter.ts';
import { buildScene } from './scene.ts';

const scene = buildScene({
  layout: ringLayout(800, 600),
  members: [],
  selectedPeerId: null,
  hoveredId: null,
  fingers: [],
  file: null,
  trace: null,
  words: { predecessor: '', owner: '', start: '' },
});
const look = { palette: {} as never, fonts: { sans: '', mono: '' }, keyWord: '' };
// A canvas that cannot be drawn on: what is tried here is when the painter asks for a frame, not what it paints.
const canvas = { getContext: () => null } as unknown as HTMLCanvasElement;

let frames: ((nowMs: number) => void)[];
let hidden: boolean;
let more: boolean;
let painter: RingPainter;

beforeEach(() => {
  frames = [];
  hidden = false;
  more = false;
  painter = new RingPainter(canvas, {
    requestFrame: (fn) => frames.push(fn),
    cancelFrame: () => frames.pop(),
    hidden: () => hidden,
    reducedMotion: () => false,
    onFrame: () => more,
  });
});

describe('the painter', () => {
  it('asks for one frame however much has changed', () => {
    painter.show(scene, look);
    painter.show(scene, look);
    painter.setPosition(1);
    expect(frames).toHaveLength(1);
  });

  it('asks for none once nothing moves', () => {
    painter.show(scene, look);
    frames.shift()?.(0);
    expect(frames).toHaveLength(0);
  });

  it('goes on while a lookup plays', () => {
    more = true;
    painter.show(scene, look);
    frames.shift()?.(0);
    frames.shift()?.(16);
    expect(frames).toHaveLength(1);
  });

  it('draws nothing in a hidden tab, and again when it is seen', () => {
    hidden = true;
    painter.show(scene, look);
    expect(frames).toHaveLength(0);
    hidden = false;
    painter.wake();
    expect(frames).toHaveLength(1);
  });
});
