import { EventSchema } from '@acorde/protocol/gen/acorde/v1/event_pb.ts';
import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { createSequencer } from './sequencer.ts';

const PEER_ID = 'ab'.repeat(32);

const fact = (incarnation: number, seq: number) =>
  create(EventSchema, {
    peerId: PEER_ID,
    incarnation: BigInt(incarnation),
    seq: BigInt(seq),
    fact: { case: 'peerLeft', value: {} },
  });
const start = (incarnation: number, previousIncarnation: number, previousSeq: number) =>
  create(EventSchema, {
    peerId: PEER_ID,
    incarnation: BigInt(incarnation),
    seq: 1n,
    fact: {
      case: 'peerStarted',
      value: { previousIncarnation: BigInt(previousIncarnation), previousSeq: BigInt(previousSeq) },
    },
  });

function at(incarnation: number, seq: number) {
  const sequencer = createSequencer();
  sequencer.set(PEER_ID, { incarnation, seq });
  return sequencer;
}

describe('the sequencer', () => {
  test('takes each number once, in order', () => {
    const sequencer = at(7, 2);
    expect(sequencer.accept(fact(7, 3))).toBe('next');
    expect(sequencer.accept(fact(7, 3))).toBe('seen');
    expect(sequencer.accept(fact(7, 1))).toBe('seen');
    expect(sequencer.position(PEER_ID)).toEqual({ incarnation: 7, seq: 3 });
  });

  test('notices a hole and does not jump over it', () => {
    const sequencer = at(7, 2);
    expect(sequencer.accept(fact(7, 4))).toBe('gap');
    expect(sequencer.accept(fact(7, 3))).toBe('next');
    expect(sequencer.accept(fact(7, 4))).toBe('next');
  });

  test('crosses to the next incarnation only when its start names the last fact of the one before', () => {
    expect(at(7, 2).accept(start(9, 7, 2))).toBe('next');
    expect(at(7, 2).accept(start(9, 7, 3))).toBe('gap');
    expect(at(7, 2).accept(start(9, 8, 2))).toBe('gap');
    expect(at(7, 2).accept(fact(9, 2))).toBe('gap');
    expect(at(9, 2).accept(fact(7, 50))).toBe('seen');
  });

  test('knows nothing of a peer before its state was read', () => {
    expect(createSequencer().accept(fact(7, 1))).toBe('unknown');
  });
});
