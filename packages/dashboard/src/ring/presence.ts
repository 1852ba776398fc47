// Marks that appear grow in, marks that vanish fade out: what changed is seen where it changed. Pure in time: the
// caller gives the milliseconds.

export const APPEAR_MS = 320;
export const VANISH_MS = 320;

interface Life {
  readonly bornAtMs: number;
  readonly goneAtMs: number | null;
}

export class Presence {
  readonly #lives = new Map<string, Life>();
  #first = true;

  /** Tells which ids are there now. Those of the first call are there at once: nothing changed yet. */
  update(ids: ReadonlySet<string>, nowMs: number): void {
    const bornAtMs = this.#first ? nowMs - APPEAR_MS : nowMs;
    this.#first = this.#first && ids.size === 0;
    for (const id of ids) {
      const life = this.#lives.get(id);
      if (life === undefined || life.goneAtMs !== null) this.#lives.set(id, { bornAtMs, goneAtMs: null });
    }
    for (const [id, life] of this.#lives) {
      if (!ids.has(id) && life.goneAtMs === null) this.#lives.set(id, { ...life, goneAtMs: nowMs });
      if (life.goneAtMs !== null && nowMs - life.goneAtMs >= VANISH_MS) this.#lives.delete(id);
    }
  }

  /** 0 to 1. */
  of(id: string, nowMs: number): number {
    const life = this.#lives.get(id);
    if (life === undefined) return 0;
    if (life.goneAtMs !== null) return Math.max(0, 1 - (nowMs - life.goneAtMs) / VANISH_MS);
    return Math.min(1, (nowMs - life.bornAtMs) / APPEAR_MS);
  }

  /** Whether anything is still on its way at this moment. */
  moving(nowMs: number): boolean {
    for (const life of this.#lives.values()) {
      if (life.goneAtMs !== null || nowMs - life.bornAtMs < APPEAR_MS) return true;
    }
    return false;
  }
}
