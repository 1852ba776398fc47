// Says of each event whether it is the next one of its peer. Every peer numbers its facts without holes, and the first
// fact of an incarnation names the one before it, so each loss and each repetition shows.
import type { Event } from '@acorde/protocol/gen/acorde/v1/event_pb.ts';

/** The last event received of a peer. */
export interface Position {
  readonly incarnation: number;
  readonly seq: number;
}

/** `unknown`: nothing is known of the peer yet. */
export type Verdict = 'next' | 'seen' | 'gap' | 'unknown';

export interface Sequencer {
  /** Moves on when the event is the next one. Only for facts. */
  accept(event: Event): Verdict;
  position(peerId: string): Position | null;
  /** From now on what follows `position` is next. */
  set(peerId: string, position: Position): void;
  forget(peerId: string): void;
}

export function createSequencer(): Sequencer {
  const positions = new Map<string, Position>();
  return {
    accept(event) {
      const last = positions.get(event.peerId);
      if (!last) return 'unknown';
      const verdict = verdictOn(last, event);
      if (verdict === 'next') {
        positions.set(event.peerId, { incarnation: Number(event.incarnation), seq: Number(event.seq) });
      }
      return verdict;
    },
    position: (peerId) => positions.get(peerId) ?? null,
    set: (peerId, position) => positions.set(peerId, position),
    forget: (peerId) => positions.delete(peerId),
  };
}

function verdictOn(last: Position, event: Event): Verdict {
  const incarnation = Number(event.incarnation);
  const seq = Number(event.seq);
  if (incarnation === last.incarnation)
    return seq <= last.seq ? 'seen' : seq === last.seq + 1 ? 'next' : 'gap';
  if (incarnation < last.incarnation) return 'seen';
  if (event.fact.case !== 'peerStarted') return 'gap';
  const { previousIncarnation, previousSeq } = event.fact.value;
  return Number(previousIncarnation) === last.incarnation && Number(previousSeq) === last.seq
    ? 'next'
    : 'gap';
}
