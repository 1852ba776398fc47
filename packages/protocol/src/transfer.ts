// A transfer as people see it, and the same as a message: REST, gRPC, telemetry and the gateway all show this.
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromMs, timestampMs } from '@bufbuild/protobuf/wkt';
import { safeNumber } from './convert.ts';
import { AcordeError } from './errors.ts';
import {
  PieceState as PieceStateMessage,
  type Transfer as TransferMessage,
  type TransferPieces as TransferPiecesMessage,
  type TransferSchema,
} from './gen/acorde/v1/transfer_pb.ts';

export interface TransferView {
  readonly transferId: string;
  /** One of put, get, replicate, repair. */
  readonly kind: string;
  /** Empty until the bytes are known. */
  readonly fileId: string;
  readonly name: string;
  /** Bytes in all; undefined while unknown. */
  readonly size: number | undefined;
  /** Bytes. */
  readonly moved: number;
  /** One of running, paused, done, failed, cancelled. */
  readonly state: string;
  readonly startTimeMs: number;
  /** Now; 0 when it has ended. */
  readonly bytesPerSecond: number;
  /** At that speed; undefined while unknown and when it has ended. */
  readonly secondsLeft: number | undefined;
  readonly sources: readonly TransferSourceView[];
  /** Undefined while the size is unknown. */
  readonly pieces: PiecesView | undefined;
  /** Of a put: copies that are durable by now; it goes on to rise after the put is done. */
  readonly copies: number;
  /** Of a put: copies that are to be made. */
  readonly copiesWanted: number;
}

export interface TransferSourceView {
  readonly peerId: string;
  /** Bytes that it gave or took. */
  readonly moved: number;
  readonly bytesPerSecond: number;
  /** One of active, durable (its copy is on its disk), dropped. */
  readonly state: string;
  /** The code of the error for which it was dropped; empty otherwise. */
  readonly error: string;
}

/** The bytes of a transfer in at most 200 pieces of whole chunks of 1 MiB. */
export interface PiecesView {
  readonly chunks: number;
  /** Chunks that one piece stands for. */
  readonly chunksPerPiece: number;
  /** In order; their counts make up all the pieces. */
  readonly runs: readonly PieceRunView[];
}

export interface PieceRunView {
  /** How many pieces that follow one another. */
  readonly count: number;
  readonly state: PieceState;
  /** The peer that gave the newest chunk or is asked for one: its place in the sources. Absent where nobody is. */
  readonly source?: number | undefined;
}

export type PieceState = 'missing' | 'partly' | 'fetching' | 'done';

const STATES: Record<PieceState, PieceStateMessage> = {
  missing: PieceStateMessage.MISSING,
  partly: PieceStateMessage.PARTLY,
  fetching: PieceStateMessage.FETCHING,
  done: PieceStateMessage.DONE,
};
const NAMES = new Map(Object.entries(STATES).map(([name, state]) => [state, name as PieceState]));
const RUNS_MAX = 200;

export function transferToMessage(transfer: TransferView): MessageInitShape<typeof TransferSchema> {
  const { size, moved, startTimeMs, bytesPerSecond, secondsLeft, sources, pieces, ...same } = transfer;
  return {
    ...same,
    ...(size !== undefined && { size: BigInt(size) }),
    ...(secondsLeft !== undefined && { secondsLeft: BigInt(secondsLeft) }),
    ...(pieces && { pieces: piecesToMessage(pieces) }),
    moved: BigInt(moved),
    startTime: timestampFromMs(startTimeMs),
    bytesPerSecond: BigInt(bytesPerSecond),
    sources: sources.map((source) => ({
      ...source,
      moved: BigInt(source.moved),
      bytesPerSecond: BigInt(source.bytesPerSecond),
    })),
  };
}

/** Throws INVALID_ARGUMENT for numbers that are out of range and for runs without an end. */
export function transferFromMessage(message: TransferMessage): TransferView {
  const { transferId, kind, fileId, name, state, copies, copiesWanted, pieces } = message;
  const optional = (value: bigint | undefined, what: string) =>
    value === undefined ? undefined : safeNumber(value, what);
  return {
    ...{ transferId, kind, fileId, name, state, copies, copiesWanted },
    size: optional(message.size, 'size'),
    moved: safeNumber(message.moved, 'moved'),
    startTimeMs: message.startTime ? timestampMs(message.startTime) : 0,
    bytesPerSecond: safeNumber(message.bytesPerSecond, 'bytes_per_second'),
    secondsLeft: optional(message.secondsLeft, 'seconds_left'),
    sources: message.sources.map((source) => ({
      peerId: source.peerId,
      moved: safeNumber(source.moved, 'moved'),
      bytesPerSecond: safeNumber(source.bytesPerSecond, 'bytes_per_second'),
      state: source.state,
      error: source.error,
    })),
    pieces: pieces && piecesFromMessage(pieces),
  };
}

function piecesToMessage({ chunks, chunksPerPiece, runs }: PiecesView) {
  return {
    chunks: BigInt(chunks),
    chunksPerPiece: BigInt(chunksPerPiece),
    runs: runs.map(({ count, state, source }) => ({
      count,
      state: STATES[state],
      ...(source !== undefined && { source }),
    })),
  };
}

function piecesFromMessage({ chunks, chunksPerPiece, runs }: TransferPiecesMessage): PiecesView {
  if (runs.length > RUNS_MAX)
    throw new AcordeError('INVALID_ARGUMENT', `more than ${RUNS_MAX} runs of pieces`);
  return {
    chunks: safeNumber(chunks, 'chunks'),
    chunksPerPiece: safeNumber(chunksPerPiece, 'chunks_per_piece'),
    // A state that a newer protocol knows is shown as nothing yet.
    runs: runs.map(({ count, state, source }) => ({ count, state: NAMES.get(state) ?? 'missing', source })),
  };
}
