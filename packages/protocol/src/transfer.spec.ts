import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import {
  PieceRunSchema,
  type PieceState,
  TransferPiecesSchema,
  TransferSchema,
} from './gen/acorde/v1/transfer_pb.ts';
import { type TransferView, transferFromMessage, transferToMessage } from './transfer.ts';

const running: TransferView = {
  transferId: 't',
  kind: 'get',
  fileId: 'f',
  name: 'song',
  size: 5 * 2 ** 20,
  moved: 2 ** 20,
  state: 'running',
  startTimeMs: 1_000,
  bytesPerSecond: 7,
  secondsLeft: 9,
  sources: [
    { peerId: 'p', moved: 3, bytesPerSecond: 7, state: 'active', error: '' },
    { peerId: 'q', moved: 0, bytesPerSecond: 0, state: 'dropped', error: 'CONTENT_CORRUPT' },
  ],
  pieces: {
    chunks: 5,
    chunksPerPiece: 1,
    runs: [
      { count: 1, state: 'done', source: 0 },
      { count: 1, state: 'fetching', source: 1 },
      { count: 1, state: 'partly', source: undefined },
      { count: 2, state: 'missing', source: undefined },
    ],
  },
  copies: 1,
  copiesWanted: 3,
};

function overTheWire(view: TransferView): TransferView {
  const bytes = toBinary(TransferSchema, create(TransferSchema, transferToMessage(view)));
  return transferFromMessage(fromBinary(TransferSchema, bytes));
}

describe('a transfer', () => {
  it('comes back as it was sent', () => {
    expect(overTheWire(running)).toEqual(running);
  });

  it('comes back without what is not known yet', () => {
    const early = { ...running, size: undefined, secondsLeft: undefined, pieces: undefined, sources: [] };
    expect(overTheWire(early)).toEqual(early);
  });

  it('is refused with more runs than there can be pieces, and with numbers out of range', () => {
    const runs = Array.from({ length: 201 }, () => create(PieceRunSchema, { count: 1, state: 1 }));
    const message = create(TransferSchema, {
      pieces: create(TransferPiecesSchema, { chunks: 201n, chunksPerPiece: 1n, runs }),
    });
    expect(() => transferFromMessage(message)).toThrow(/more than 200/);
    expect(() => transferFromMessage(create(TransferSchema, { moved: 2n ** 60n }))).toThrow(/moved/);
  });

  it('shows a state of pieces that it does not know as missing', () => {
    const runs = [create(PieceRunSchema, { count: 1, state: 99 as PieceState })];
    const message = create(TransferSchema, {
      pieces: create(TransferPiecesSchema, { chunks: 1n, chunksPerPiece: 1n, runs }),
    });
    expect(transferFromMessage(message).pieces?.runs[0]?.state).toBe('missing');
  });
});
