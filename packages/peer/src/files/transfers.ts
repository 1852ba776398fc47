// The table of running and recent transfers, for people and for telemetry. It is also the door: more than a bounded
// number at once are refused as OVERLOADED, so that memory is bounded by what one transfer may use.
import { AcordeError } from '@acorde/protocol';
import type { PeerId } from '../records/record.ts';
import type { System } from '../system.ts';
import type { TransferView } from './ports.ts';

const RUNNING_MAX = 512;
const RECENT_MAX = 100;
const PROGRESS_INTERVAL_MS = 250;

export interface Transfer {
  /** What has become known. */
  know(what: { fileId?: string; size?: number }): void;
  /** Bytes that have moved on the whole. */
  moved(bytes: number): void;
  /** Bytes that came from, or went to, one peer. */
  movedBy(peerId: PeerId, bytes: number): void;
  /** The first end counts. */
  end(state: 'done' | 'failed' | 'cancelled'): void;
}

export interface Transfers {
  /** Errors: OVERLOADED. */
  start(
    kind: TransferView['kind'],
    what: { name?: string; fileId?: string; size?: number | undefined },
  ): Transfer;
  /** Running ones and the last hundred that ended, newest first. */
  views(): readonly TransferView[];
}

export interface TransfersDeps {
  readonly system: System;
  /** Told at the start, at most every 250 ms while bytes move, and at the end. */
  readonly onProgress?: ((view: TransferView) => void) | undefined;
}

type Row = { -readonly [Key in keyof TransferView]: TransferView[Key] };

export function createTransfers({ system, onProgress }: TransfersDeps): Transfers {
  const running = new Map<string, () => TransferView>();
  const recent: TransferView[] = [];

  return {
    start(kind, what) {
      if (running.size >= RUNNING_MAX) throw new AcordeError('OVERLOADED', 'too many transfers at once');
      const row = newRow(system, kind, what);
      const bySource = new Map<PeerId, number>();
      const view = () => ({ ...row, sources: [...bySource].map(([peerId, moved]) => ({ peerId, moved })) });
      let toldMs = system.monotonicMs();
      running.set(row.transferId, view);
      onProgress?.(view());

      function tell(): void {
        if (!onProgress || system.monotonicMs() - toldMs < PROGRESS_INTERVAL_MS) return;
        toldMs = system.monotonicMs();
        onProgress(view());
      }

      return {
        know: (known) => void Object.assign(row, known),
        moved(bytes) {
          row.moved += bytes;
          tell();
        },
        movedBy(peerId, bytes) {
          bySource.set(peerId, (bySource.get(peerId) ?? 0) + bytes);
        },
        end(state) {
          if (!running.delete(row.transferId)) return;
          row.state = state;
          recent.unshift(view());
          recent.length = Math.min(recent.length, RECENT_MAX);
          onProgress?.(view());
        },
      };
    },
    views: () => [...[...running.values()].reverse().map((view) => view()), ...recent],
  };
}

function newRow(
  system: System,
  kind: TransferView['kind'],
  what: { name?: string; fileId?: string; size?: number | undefined },
): Row {
  return {
    transferId: system.uuid(),
    kind,
    fileId: what.fileId ?? '',
    name: what.name ?? '',
    size: what.size,
    moved: 0,
    state: 'running',
    startTimeMs: system.nowMs(),
    sources: [],
  };
}

/** How a transfer ends that ended with an error. */
export function endOf(error: unknown): 'failed' | 'cancelled' {
  return error instanceof AcordeError && error.code === 'CANCELLED' ? 'cancelled' : 'failed';
}
