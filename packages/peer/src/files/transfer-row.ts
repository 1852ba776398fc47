// What is counted of one transfer, and how it looks.
import type { PeerId } from '../records/record.ts';
import type { System } from '../system.ts';
import { createPieceMap, type PieceMap, piecesInOrder } from './piece-map.ts';
import type { PiecesView, TransferView } from './ports.ts';
import { createRateMeter, type RateMeter } from './rate-meter.ts';

/** `durable`: it has the whole copy on its disk. `dropped`: it is given up for this transfer. */
export type SourceState = 'active' | 'durable' | 'dropped';

export interface Known {
  readonly fileId?: string;
  readonly size?: number;
  /** This peer's own copy is durable. */
  readonly ownCopy?: boolean;
}

export interface TransferRow {
  readonly transferId: string;
  know(what: Known): void;
  moved(bytes: number): void;
  movedBy(peerId: PeerId, bytes: number): void;
  source(peerId: PeerId, state: SourceState, error?: string): void;
  pieces(chunks: number): PieceMap;
  readonly isPaused: boolean;
  pause(paused: boolean): void;
  end(state: string): void;
  view(): TransferView;
}

interface Flow {
  bytes: number;
  state: SourceState;
  error: string;
  readonly meter: RateMeter;
}

type What = { name?: string; fileId?: string; size?: number | undefined; copiesWanted?: number };

export function createTransferRow(system: System, kind: string, what: What): TransferRow {
  const { name = '', copiesWanted = 0 } = what;
  const transferId = system.uuid();
  const startTimeMs = system.nowMs();
  const flows = new Map<PeerId, Flow>();
  const meter = createRateMeter(system.monotonicMs());
  const known: { fileId: string; size: number | undefined; ownCopy: boolean } = {
    fileId: what.fileId ?? '',
    size: what.size,
    ownCopy: false,
  };
  let state = 'running';
  let moved = 0;
  let pieces: PieceMap | null = null;

  function flowOf(peerId: PeerId): Flow {
    const meterOfFlow = () => createRateMeter(system.monotonicMs());
    const flow = flows.get(peerId) ?? { bytes: 0, state: 'active', error: '', meter: meterOfFlow() };
    flows.set(peerId, flow);
    return flow;
  }

  function piecesView(): PiecesView | undefined {
    if (pieces) return pieces.view([...flows.keys()]);
    if (known.size === undefined) return undefined;
    // What comes in order from one peer tells by its count alone which pieces are there.
    const only = kind === 'get' && flows.size === 1 ? 0 : undefined;
    return piecesInOrder(moved, known.size, state === 'running', only);
  }

  function view(): TransferView {
    const nowMs = system.monotonicMs();
    const isUnderWay = state === 'running' || state === 'paused';
    const rateOf = (of: RateMeter) => (isUnderWay ? Math.round(of.perSecond(nowMs)) : 0);
    const bytesPerSecond = rateOf(meter);
    const durable = [...flows.values()].filter((flow) => flow.state === 'durable').length;
    return {
      ...{ transferId, kind, name, moved, state, startTimeMs, bytesPerSecond, copiesWanted },
      fileId: known.fileId,
      size: known.size,
      secondsLeft: state === 'running' ? secondsLeft(known.size, moved, bytesPerSecond) : undefined,
      sources: [...flows].map(([peerId, flow]) => ({
        peerId,
        moved: flow.bytes,
        bytesPerSecond: rateOf(flow.meter),
        state: flow.state,
        error: flow.error,
      })),
      pieces: piecesView(),
      copies: durable + (known.ownCopy ? 1 : 0),
    };
  }

  return {
    transferId,
    know: (more) => void Object.assign(known, more),
    moved(bytes) {
      moved += bytes;
      meter.moved(bytes, system.monotonicMs());
    },
    movedBy(peerId, bytes) {
      const flow = flowOf(peerId);
      flow.bytes += bytes;
      flow.meter.moved(bytes, system.monotonicMs());
    },
    source: (peerId, to, error = '') => void Object.assign(flowOf(peerId), { state: to, error }),
    pieces(chunks) {
      pieces = createPieceMap(chunks);
      return pieces;
    },
    get isPaused() {
      return state === 'paused';
    },
    pause(paused) {
      state = paused ? 'paused' : 'running';
    },
    end(to) {
      state = to;
    },
    view,
  };
}

function secondsLeft(size: number | undefined, moved: number, bytesPerSecond: number): number | undefined {
  if (size === undefined || bytesPerSecond === 0) return undefined;
  return Math.ceil(Math.max(0, size - moved) / bytesPerSecond);
}
