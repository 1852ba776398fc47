// What a moment of the timeline shows: something failed, the ring changed, or a file did.
import type { ServerMessage } from '../wire.ts';
import type { EventType } from '../wire-event.ts';

export type MarkKind = 'failed' | 'ring' | 'file';

export interface Mark {
  readonly atMs: number;
  readonly kind: MarkKind;
}

const KINDS: Partial<Record<EventType, MarkKind>> = {
  'peer.failed': 'failed',
  'gateway.gap': 'failed',
  'peer.started': 'ring',
  'peer.joined': 'ring',
  'peer.left': 'ring',
  'neighbors.changed': 'ring',
  'rings.merged': 'ring',
  'file.stored': 'file',
  'file.replicated': 'file',
  'file.deleted': 'file',
  'repair.started': 'file',
  'repair.finished': 'file',
  'chunk.rejected': 'failed',
};

export function marksOf(message: ServerMessage, atMs: number): Mark[] {
  if (message.type !== 'delta') return [];
  return message.changes.flatMap((change) => {
    const kind = change.kind === 'fact' ? KINDS[change.event.type] : undefined;
    return kind === undefined ? [] : [{ atMs, kind }];
  });
}

export interface Bin {
  readonly failed: number;
  readonly ring: number;
  readonly file: number;
}

/** How many marks of each kind fall into each of `count` equal parts of [fromMs, untilMs]. */
export function binMarks(marks: readonly Mark[], fromMs: number, untilMs: number, count: number): Bin[] {
  const bins = Array.from({ length: count }, () => ({ failed: 0, ring: 0, file: 0 }));
  const widthMs = Math.max(1, untilMs - fromMs);
  for (const { atMs, kind } of marks) {
    if (atMs < fromMs || atMs > untilMs) continue;
    const bin = bins[Math.min(count - 1, Math.floor(((atMs - fromMs) / widthMs) * count))]!;
    bin[kind] += 1;
  }
  return bins;
}
