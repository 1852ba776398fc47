// One line on a terminal that says how far a transfer is; nothing where nobody looks.
import type { Context } from './context.ts';
import { size } from './format.ts';

const REDRAW_MS_MIN = 100;

export interface Progress {
  /** `bytes` more have moved. */
  add(bytes: number): void;
  /** Clears the line. */
  end(): void;
}

/** `total` in bytes; null while unknown. */
export function showProgress({ deps, options }: Context, label: string, total: number | null): Progress {
  const { stderr, system } = deps;
  if (!stderr.isTTY || options.quiet || options.json) return { add() {}, end() {} };
  const startMs = system.monotonicMs();
  let moved = 0;
  let drawnMs = Number.NEGATIVE_INFINITY;

  function draw(nowMs: number): void {
    drawnMs = nowMs;
    const seconds = (nowMs - startMs) / 1000;
    const rate = seconds > 0 ? `, ${(moved / 2 ** 20 / seconds).toFixed(0)} MiB/s` : '';
    const share = total ? ` ${Math.floor((moved / total) * 100)} % of ${size(total)}` : ` ${size(moved)}`;
    stderr.write(`\r\x1b[K${label}:${share}${rate}`);
  }

  return {
    add(bytes) {
      moved += bytes;
      const nowMs = system.monotonicMs();
      if (nowMs - drawnMs >= REDRAW_MS_MIN) draw(nowMs);
    },
    end: () => stderr.write('\r\x1b[K'),
  };
}
