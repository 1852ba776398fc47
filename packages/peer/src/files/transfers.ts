// The table of running and recent transfers, for people and for telemetry. It is also the door: more than a bounded
// number at once are refused as OVERLOADED, so that memory is bounded by what one transfer may use.
import { AcordeError } from '@acorde/protocol';
import type { PeerId } from '../records/record.ts';
import type { System } from '../system.ts';
import type { TransferView } from './ports.ts';
import { createRateMeter, type RateMeter } from './rate-meter.ts';

const RUNNING_MAX = 512;
const RECENT_MAX = 100;
const PROGRESS_INTERVAL_MS = 250;

export interface Transfer {
  /** Aborts when somebody cancels the transfer, with CANCELLED as its reason. */
  readonly signal: AbortSignal;
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

type Row = { -readonly [Key in keyof Omit<TransferView, 'sources' | 'bytesPerSecond'>]: TransferView[Key] };

interface Flow {
  bytes: number;
  readonly meter: RateMeter;
}

interface Running {
  view(): TransferView;
  readonly stop: AbortController;
}

export function createTransfers({ system, onProgress }: TransfersDeps): Transfers {
  const running = new Map<string, Running>();
  const recent: TransferView[] = [];

  return {
    start(kind, what) {
      if (running.size >= RUNNING_MAX) throw new AcordeError('OVERLOADED', 'too many transfers at once');
      const row = newRow(system, kind, what);
      const bySource = new Map<PeerId, Flow>();
      const stop = new AbortController();
      const meter = createRateMeter(system.monotonicMs());
      const view = () => viewOf(row, meter, bySource, system.monotonicMs());
      let toldMs = system.monotonicMs();
      running.set(row.transferId, { view, stop });
      onProgress?.(view());

      function tell(): void {
        if (!onProgress || system.monotonicMs() - toldMs < PROGRESS_INTERVAL_MS) return;
        toldMs = system.monotonicMs();
        onProgress(view());
      }

      return {
        signal: stop.signal,
        know: (known) => void Object.assign(row, known),
        moved(bytes) {
          row.moved += bytes;
          meter.moved(bytes, system.monotonicMs());
          tell();
        },
        movedBy(peerId, bytes) {
          const nowMs = system.monotonicMs();
          const flow = bySource.get(peerId) ?? { bytes: 0, meter: createRateMeter(nowMs) };
          flow.bytes += bytes;
          flow.meter.moved(bytes, nowMs);
          bySource.set(peerId, flow);
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
    cancel(transferId) {
      const found = running.get(transferId);
      if (!found) throw new AcordeError('FILE_NOT_FOUND', 'no transfer of that id is running');
      found.stop.abort(new AcordeError('CANCELLED', 'the transfer was cancelled'));
    },
    views: () => [...[...running.values()].reverse().map(({ view }) => view()), ...recent],
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
  };
}

function viewOf(row: Row, meter: RateMeter, flows: ReadonlyMap<PeerId, Flow>, nowMs: number): TransferView {
  const rateOf = (of: RateMeter) => (row.state === 'running' ? Math.round(of.perSecond(nowMs)) : 0);
  return {
    ...row,
    bytesPerSecond: rateOf(meter),
    sources: [...flows].map(([peerId, flow]) => ({
      peerId,
      moved: flow.bytes,
      bytesPerSecond: rateOf(flow.meter),
    })),
  };
}

/** How a transfer ends that ended with an error. */
export function endOf(error: unknown): 'failed' | 'cancelled' {
  return error instanceof AcordeError && error.code === 'CANCELLED' ? 'cancelled' : 'failed';
}
