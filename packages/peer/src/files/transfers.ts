// The table of running and recent transfers, for people and for telemetry. It is also the door: more than a bounded
// number at once are refused as OVERLOADED, so that memory is bounded by what one transfer may use.
import { AcordeError } from '@acorde/protocol';
import type { PeerId } from '../records/record.ts';
import type { System } from '../system.ts';
import type { PieceMap } from './piece-map.ts';
import type { TransferView } from './ports.ts';
import { createSignal, type Signal } from './signal.ts';
import { createTransferRow, type Known, type SourceState, type TransferRow } from './transfer-row.ts';

const RUNNING_MAX = 512;
const RECENT_MAX = 100;
const PROGRESS_INTERVAL_MS = 250;

export type TransferKind = 'put' | 'get' | 'replicate' | 'repair';

export interface Transfer {
  /** Aborts when somebody cancels the transfer, with CANCELLED as its reason. */
  readonly signal: AbortSignal;
  readonly isPaused: boolean;
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
  /** Resolves at once, or when the transfer is no longer paused, or after `timeoutMs`. Rejects when it is cancelled. */
  turn(timeoutMs?: number): Promise<void>;
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
  /** Lets it wait until `resume`; what is on its way already still comes. Errors: FILE_NOT_FOUND, INVALID_ARGUMENT for a
   * copy that another peer sends, BUSY when too many of its kind are paused. */
  pause(transferId: string): void;
  /** Errors: FILE_NOT_FOUND. */
  resume(transferId: string): void;
  /** Running ones and the last hundred that ended, newest first. */
  views(): readonly TransferView[];
}

export interface TransfersDeps {
  readonly system: System;
  /** How many may run at once; 512 unless given, and never more. */
  readonly runningMax?: (() => number) | undefined;
  /** Told at the start, at most every 250 ms while bytes move, and at the end. */
  readonly onProgress?: ((view: TransferView) => void) | undefined;
}

interface Running {
  readonly row: TransferRow;
  readonly stop: AbortController;
  readonly kind: TransferKind;
  readonly changed: Signal;
}

/** Paused ones of a kind. A repair that waits keeps one of the few places for repairs. */
const PAUSED_MAX: Record<TransferKind, number> = { put: 64, get: 64, replicate: 0, repair: 2 };

export function createTransfers({ system, runningMax, onProgress }: TransfersDeps): Transfers {
  const running = new Map<string, Running>();
  // Rows, not views: the last copies of a put are made after its end.
  const recent: TransferRow[] = [];

  function find(transferId: string): Running {
    const found = running.get(transferId);
    if (found) return found;
    throw new AcordeError('FILE_NOT_FOUND', 'no transfer of that id is running');
  }

  return {
    start(kind, what) {
      const max = Math.min(RUNNING_MAX, runningMax?.() ?? RUNNING_MAX);
      if (running.size >= max)
        throw new AcordeError('OVERLOADED', `this peer has ${max} transfers at once, which is its limit`);
      const row = createTransferRow(system, kind, what);
      const stop = new AbortController();
      let toldMs = system.monotonicMs();
      const changed = createSignal(system);
      stop.signal.addEventListener('abort', changed.notify, { once: true });
      running.set(row.transferId, { row, stop, kind, changed });
      onProgress?.(row.view());

      function tell(): void {
        if (!onProgress || system.monotonicMs() - toldMs < PROGRESS_INTERVAL_MS) return;
        toldMs = system.monotonicMs();
        onProgress(row.view());
      }

      return {
        signal: stop.signal,
        get isPaused() {
          return row.isPaused;
        },
        know: row.know,
        moved(bytes) {
          row.moved(bytes);
          tell();
        },
        movedBy: row.movedBy,
        source: row.source,
        pieces: row.pieces,
        async turn(timeoutMs) {
          const endMs = timeoutMs === undefined ? undefined : system.monotonicMs() + timeoutMs;
          while (row.isPaused && !stop.signal.aborted) {
            const leftMs = endMs === undefined ? undefined : endMs - system.monotonicMs();
            if (leftMs !== undefined && leftMs <= 0) return;
            await changed.wait(leftMs);
          }
          if (stop.signal.aborted) throw stop.signal.reason;
        },
        end(state) {
          if (!running.delete(row.transferId)) return;
          row.end(state);
          changed.notify();
          recent.unshift(row);
          recent.length = Math.min(recent.length, RECENT_MAX);
          onProgress?.(row.view());
        },
      };
    },
    cancel(transferId) {
      find(transferId).stop.abort(new AcordeError('CANCELLED', 'the transfer was cancelled'));
    },
    pause(transferId) {
      const { row, kind } = find(transferId);
      if (row.isPaused) return;
      checkPause(
        kind,
        [...running.values()].filter((other) => other.kind === kind && other.row.isPaused).length,
      );
      row.pause(true);
      onProgress?.(row.view());
    },
    resume(transferId) {
      const { row, changed } = find(transferId);
      row.pause(false);
      changed.notify();
      onProgress?.(row.view());
    },
    views: () => [
      ...[...running.values()].reverse().map(({ row }) => row.view()),
      ...recent.map((row) => row.view()),
    ],
  };
}

function checkPause(kind: TransferKind, paused: number): void {
  if (kind === 'replicate')
    throw new AcordeError('INVALID_ARGUMENT', 'another peer sends this copy: pause the put, at that peer');
  if (paused >= PAUSED_MAX[kind])
    throw new AcordeError(
      'BUSY',
      `${paused} transfers of this kind are paused already: resume or cancel one`,
    );
}

/** How a transfer ends that ended with an error. */
export function endOf(error: unknown): 'failed' | 'cancelled' {
  return error instanceof AcordeError && error.code === 'CANCELLED' ? 'cancelled' : 'failed';
}
