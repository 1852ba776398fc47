// Paints a scene on a canvas: only when something changed, only while the page is visible, at most once a frame.
import type { Point } from './angle.ts';
import { drawKey } from './draw/draw-key.ts';
import { drawLabels, type Fonts } from './draw/draw-labels.ts';
import { drawMembers } from './draw/draw-members.ts';
import { drawFingers, drawHopNumbers, drawHops } from './draw/draw-paths.ts';
import { drawRanges, drawTrack } from './draw/draw-track.ts';
import { hit } from './hit.ts';
import type { Palette } from './palette.ts';
import { Presence } from './presence.ts';
import type { Scene, SceneMember } from './scene.ts';

export interface PainterPorts {
  readonly requestFrame: (fn: (nowMs: number) => void) => number;
  readonly cancelFrame: (handle: number) => void;
  readonly hidden: () => boolean;
  readonly reducedMotion: () => boolean;
  /** Called in each frame with the time since the last; true asks for another frame. */
  readonly onFrame: (dtMs: number) => boolean;
}

export interface Look {
  readonly palette: Palette;
  readonly fonts: Fonts;
  readonly keyWord: string;
}

export class RingPainter {
  readonly #canvas: HTMLCanvasElement;
  readonly #ports: PainterPorts;
  readonly #presence = new Presence();
  readonly #ghosts = new Map<string, SceneMember>();
  #scene: Scene | null = null;
  #look: Look | null = null;
  #position = 0;
  #frame: number | null = null;
  #lastFrameMs: number | null = null;

  constructor(canvas: HTMLCanvasElement, ports: PainterPorts) {
    this.#canvas = canvas;
    this.#ports = ports;
  }

  show(scene: Scene, look: Look): void {
    this.#scene = scene;
    this.#look = look;
    this.wake();
  }

  /** How far the lookup is drawn, in hops. */
  setPosition(position: number): void {
    if (position === this.#position) return;
    this.#position = position;
    this.wake();
  }

  /** Asks for a frame. */
  wake(): void {
    if (this.#frame !== null || this.#ports.hidden()) return;
    this.#frame = this.#ports.requestFrame((nowMs) => this.#paint(nowMs));
  }

  stop(): void {
    if (this.#frame !== null) this.#ports.cancelFrame(this.#frame);
    this.#frame = null;
  }

  /** The member at a point of the canvas, in CSS pixels, or null. */
  memberAt(point: Point): string | null {
    const scene = this.#scene;
    if (scene === null) return null;
    return hit(scene.members, { x: point.x - scene.layout.centerX, y: point.y - scene.layout.centerY });
  }

  #paint(nowMs: number): void {
    this.#frame = null;
    const scene = this.#scene;
    if (scene === null || this.#look === null) return;
    const dtMs = this.#lastFrameMs === null ? 0 : Math.min(100, nowMs - this.#lastFrameMs);
    const more = this.#ports.onFrame(dtMs);
    this.#keepGhosts(scene, nowMs);
    this.#draw(scene, this.#look, nowMs);
    const moving = !this.#ports.reducedMotion() && this.#presence.moving(nowMs);
    this.#lastFrameMs = more || moving ? nowMs : null;
    if (more || moving) this.wake();
  }

  /** Members that have gone are drawn while they fade. */
  #keepGhosts(scene: Scene, nowMs: number): void {
    const ids = new Set(scene.members.map((member) => member.id));
    this.#presence.update(ids, nowMs);
    for (const member of scene.members) this.#ghosts.set(member.id, member);
    for (const id of [...this.#ghosts.keys()])
      if (this.#presence.of(id, nowMs) === 0 && !ids.has(id)) this.#ghosts.delete(id);
  }

  #draw(scene: Scene, look: Look, nowMs: number): void {
    const context = this.#prepare(scene);
    if (context === null) return;
    const still = this.#ports.reducedMotion();
    const shown = still ? scene : { ...scene, members: [...this.#ghosts.values()] };
    const presence = (id: string) => (still ? 1 : this.#presence.of(id, nowMs));
    drawTrack(context, scene, look.palette, look.fonts.mono);
    drawRanges(context, scene, look.palette);
    drawKey(context, scene, look.palette, look.fonts.sans, look.keyWord);
    drawFingers(context, scene, look.palette);
    drawHops(context, scene, look.palette, this.#position);
    drawMembers(context, shown, look.palette, presence);
    drawHopNumbers(context, scene, look.palette, this.#position, look.fonts.sans);
    drawLabels(context, scene, look.palette, look.fonts, presence);
  }

  /** Fits the canvas to its box and the screen's pixels; the centre of the ring becomes (0, 0). */
  #prepare(scene: Scene): CanvasRenderingContext2D | null {
    const context = this.#canvas.getContext('2d');
    if (context === null) return null;
    const ratio = window.devicePixelRatio || 1;
    const width = Math.round(scene.layout.width * ratio);
    const height = Math.round(scene.layout.height * ratio);
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    context.setTransform(ratio, 0, 0, ratio, scene.layout.centerX * ratio, scene.layout.centerY * ratio);
    return context;
  }
}
