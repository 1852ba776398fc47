// Takes events from the source: puts each in its place, applies it to the fleet, passes it on to the browsers, and
// notices what is missing.
import type { Event } from '@acorde/protocol/gen/acorde/v1/event_pb.ts';
import type { EventView } from '../src/wire-event.ts';
import { eventView } from './event-view.ts';
import type { FactHistory } from './fact-history.ts';
import type { FleetStore } from './fleet-store.ts';
import type { Hub } from './hub.ts';
import type { Keeper } from './keeper.ts';
import type { Logger } from './logger.ts';
import type { PeerReader } from './peer-reader.ts';
import type { Position, Sequencer } from './sequencer.ts';
import type { System } from './system.ts';

export interface EventIntake {
  /** Never throws. */
  event(event: Event, from: 'watch' | 'broker'): void;
  gap(peerId: string, position: Position): void;
}

export interface EventIntakeParts {
  readonly store: FleetStore;
  readonly sequencer: Sequencer;
  readonly history: FactHistory;
  readonly hub: Hub;
  readonly reader: PeerReader;
  readonly keeper: Keeper;
  readonly system: System;
  readonly logger: Logger;
  /** The next event of this peer is missing. */
  readonly onMissing: (peerId: string) => void;
}

export function createEventIntake(parts: EventIntakeParts): EventIntake {
  const { store, sequencer, history, hub, reader, keeper, logger } = parts;
  let telemetryCount = 0;

  function takeTelemetry(event: Event): void {
    telemetryCount += 1;
    hub.telemetry(eventView(event, () => `t${telemetryCount}`));
  }

  function takeFact(event: Event, from: 'watch' | 'broker'): void {
    let verdict = sequencer.accept(event);
    if (verdict === 'gap' && from === 'broker') parts.onMissing(event.peerId);
    if (verdict === 'gap' && from === 'watch') {
      // The peer itself has left events out: there is nobody else to ask for them.
      takeGap(event.peerId, { incarnation: Number(event.incarnation), seq: Number(event.seq) - 1 });
      verdict = sequencer.accept(event);
    }
    if (verdict === 'unknown') keeper.discoverSoon();
    if (verdict !== 'next') return;
    store.dispatch({ type: 'event', event });
    tell(eventView(event, () => ''));
    followUp(event);
  }

  function takeGap(peerId: string, position: Position): void {
    sequencer.set(peerId, position);
    const { incarnation, seq } = position;
    const id = `gap/${peerId}/${incarnation}/${seq}`;
    const timeMs = parts.system.nowMs();
    tell({ id, peerId, incarnation, seq, timeMs, type: 'gateway.gap', data: { peerId, incarnation, seq } });
    void reader.read(peerId);
  }

  function tell(view: EventView): void {
    history.push(view);
    hub.publish([{ kind: 'fact', event: view }]);
  }

  /** What an event gives reason to look at. */
  function followUp({ peerId, fact }: Event): void {
    switch (fact.case) {
      case 'peerFailed':
        if (fact.value.member) void reader.doubt(fact.value.member.peerId, 'a neighbour reports it');
        return;
      case 'neighborsChanged':
        return lookForNew([fact.value.predecessor, ...fact.value.successors]);
      case 'peerRegistered':
        return keeper.discoverSoon();
      case 'peerStarted':
      case 'peerJoined':
      case 'fileStored':
      case 'fileReplicated':
      case 'fileDeleted':
        return keeper.readSoon(peerId);
    }
  }

  function lookForNew(contacts: readonly ({ peerId: string; incarnation: bigint } | undefined)[]): void {
    const { peers } = store.get();
    const isNew = contacts.some((contact) => {
      const known = contact && peers.get(contact.peerId);
      return contact && (!known || known.incarnation < Number(contact.incarnation));
    });
    if (isNew) keeper.discoverSoon();
  }

  return {
    event(event, from) {
      try {
        // The next number will show what is missing, and the peer is asked for it.
        if (event.fact.case === 'logGap') return;
        if (event.seq === 0n) takeTelemetry(event);
        else takeFact(event, from);
      } catch (error) {
        logger.warn({ peer: event.peerId.slice(0, 8), err: error }, 'an event is left out: it is malformed');
      }
    },
    gap: takeGap,
  };
}
