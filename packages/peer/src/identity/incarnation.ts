import { readFileSync } from 'node:fs';
import { hasErrorCode, writeDurably } from './durable-file.ts';

/** Begins a new life of the peer: max(previous + 1, Unix ms), durable before it is used, so that whatever others
 * remember of an earlier life is older, even when the clock was set back. */
export function nextIncarnation(path: string, nowMs: number): number {
  const incarnation = Math.max(readPrevious(path) + 1, Math.floor(nowMs));
  writeDurably(path, `${incarnation}\n`);
  return incarnation;
}

function readPrevious(path: string): number {
  try {
    const previous = Number(readFileSync(path, 'utf8').trim());
    return Number.isSafeInteger(previous) && previous > 0 ? previous : 0;
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return 0;
    throw error;
  }
}
