// What a ring member tells, as facts. A change of one neighbour is written with all neighbours of that moment, so
// this remembers the other ones from the events before.
import type { ChordEvent, Contact, EventSink } from '@acorde/chord';
import { contactToMessage } from '@acorde/protocol';
import type { Fact } from './fact.ts';

/** Where facts go that come with no other change. */
export interface FactRecorder {
  record(fact: Fact): Promise<void>;
}

/** The event sink of one member. `onError` is told when a fact could not be written; the ring goes on. */
export function createChordSink(
  self: Contact,
  log: FactRecorder,
  onError: (error: unknown) => void,
): EventSink {
  let predecessor: Contact | null = null;
  let successors: readonly Contact[] = [];
  const member = contactToMessage(self);

  function neighborsChanged(): Fact {
    return {
      case: 'neighborsChanged',
      value: {
        member,
        ...(predecessor && { predecessor: contactToMessage(predecessor) }),
        successors: successors.map(contactToMessage),
      },
    };
  }

  function factFromChord(event: ChordEvent): Fact {
    switch (event.type) {
      case 'joined':
        return {
          case: 'peerJoined',
          value: { member, ...(event.via && { via: contactToMessage(event.via) }) },
        };
      case 'left':
        return { case: 'peerLeft', value: { member } };
      case 'member_failed':
        return {
          case: 'peerFailed',
          value: { member: contactToMessage(event.contact), reason: event.error },
        };
      case 'merged':
        return { case: 'ringsMerged', value: { member, with: contactToMessage(event.with) } };
      case 'predecessor_changed':
        predecessor = event.predecessor;
        return neighborsChanged();
      case 'successors_changed':
        successors = event.successors;
        return neighborsChanged();
    }
  }

  return {
    emit(event) {
      log.record(factFromChord(event)).catch(onError);
    },
  };
}
