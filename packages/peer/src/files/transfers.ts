// The table of running and recent transfers, for people and for telemetry. It is also the door: more than a bounded
// number at once are refused as OVERLOADED, so that memory is bounded by what one transfer may use.
import { AcordeError } from '@acorde/protocol';
import type { PeerId } from '../records/record.ts';
import type { System } from '../system.ts';
import type { PieceMap } from './piece-map.ts';
import type { TransferView } from './ports.ts';
import { createTransferRow, type Known, type SourceState, type TransferRow } from './transfer-row.ts';

const RUNNING_MAX = 512;
const RECENT_MAX = 100;
const PROGRESS_INTERVAL_MS = 250;

export type TransferKind = 'put' | 'get' | 'replicate' | 'repair';

export interface Transfer {
  /** Aborts when somebody cancels the transfer, with CANCELLED as its reason. */
  readonly signal: AbortSignal;
  /** What has become known. */
  know(what: Known): void;
  /** Bytes that have moved on the whole. */
  moved(bytes: number): void;
  /** Bytes that came from, or went to, one peer. */
  movedBy(peerId: PeerId, bytes: number): void;
  /** How a peer stands that gives or takes bytes; `error` is the code of why it was dropped. */
  source(peerId: PeerId, state: SourceState, error?: string): void;
  /** For bytes that do not come in order: tells of `chunks` chunks which are there, from now on. */
  pieces(chunks: number): PieceMap;
  /** The first end counts. */
  end(state: 'done' | 'failed' | 'cancelled'): void;
}

export interface Transfers {
  /** Errors: OVERLOADED. */
  start(
    kind: TransferKind,
    what: { name?: string; fileId?: string; size?: number | undefined; copiesWanted?: number },
  ): Transfer;
  /** Ends a running one. Errors: FILE_NOT_FOUND when none has that id. */
  cancel(transferId: string): void;
  /** Running ones and the last hundred that ended, newest first. */
  views(): readonly TransferView[];
}

export interface TransfersDeps {
  readonly system: System;
  /** Told at the start, at most every 250 ms while bytes move, and at the end. */
  readonly onProgress?: ((view: TransferView) => void) | undefined;
}

interface Running {
  readonly row: TransferRow;
  readonly stop: AbortController;
}

export function createTransfers({ system, onProgress }: TransfersDeps): Transfers {
  const running = new Map<string, Running>();
  // Rows, not views: the last copies of a put are made after its end.
  const recent: TransferRow[] = [];

  return {
    start(kind, what) {
      if (running.size >= RUNNING_MAX) throw new AcordeError('OVERLOADED', 'too many transfers at once');
      const row = createTransferRow(system, kind, what);
      const stop = new AbortController();
      let toldMs = system.monotonicMs();
      running.set(row.transferId, { row, stop });
      onProgress?.(row.view());

      function tell(): void {
        if (!onProgress || system.monotonicMs() - toldMs < PROGRESS_INTERVAL_MS) return;
        toldMs = system.monotonicMs();
        onProgress(row.view());
      }

      return {
        signal: stop.signal,
        know: row.know,
        moved(bytes) {
          row.moved(bytes);
          tell();
        },
        movedBy: row.movedBy,
        source: row.source,
        pieces: row.pieces,
        end(state) {
          if (!running.delete(row.transferId)) return;
          row.end(state);
          recent.unshift(row);
          recent.length = Math.min(recent.length, RECENT_MAX);
          onProgress?.(row.view());
        },
      };
    },
    cancel(transferId) {
      const found = running.get(transferId);
      if (!found) throw new AcordeError('FILE_NOT_FOUND', 'no transfer of that id is running');
      found.stop.abort(new AcordeError('CANCELLED', 'the transfer was cancelled'));
    },
    views: () => [
      ...[...running.values()].reverse().map(({ row }) => row.view()),
      ...recent.map((row) => row.view()),
    ],
  };
}

/** How a transfer ends that ended with an error. */
export function endOf(error: unknown): 'failed' | 'cancelled' {
  return error instanceof AcordeError && error.code === 'CANCELLED' ? 'cancelled' : 'failed';
}
