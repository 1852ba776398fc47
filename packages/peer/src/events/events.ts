// The events of one peer as its other parts need them: the log and its ways out, wired once.
import type { Contact, EventSink, Hop, LookupResult } from '@acorde/chord';
import type { PeerSchema } from '@acorde/protocol/gen/acorde/v1/registry_pb.ts';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { FactLog } from '../files/ports.ts';
import type { Database } from '../store/database.ts';
import type { System } from '../system.ts';
import { createAmqpBroker } from './amqp-broker.ts';
import { createEventLog } from './event-log.ts';
import type { EventPosition, Fact } from './fact.ts';
import { createChordSink } from './from-chord.ts';
import { factFromFile } from './from-files.ts';
import { type TracedLookup, traceLookup } from './from-lookup.ts';
import { createPublishCursor } from './publish-cursor.ts';
import { createPublisher, type Publisher, type PublisherLogger } from './publisher.ts';
import { createTelemetry, type Telemetry } from './telemetry.ts';
import { createWatch, type Watch } from './watch.ts';

export interface EventsOptions {
  readonly database: Database;
  readonly system: System;
  readonly peerId: string;
  readonly incarnation: number;
  readonly logger: PublisherLogger;
  /** Null: events leave only by EventService. */
  readonly amqp: { readonly url: string; readonly queue: string } | null;
}

export interface Events {
  /** Begins the log with PeerStarted; call once the database is open and before anything else tells of itself. */
  start(peer: MessageInitShape<typeof PeerSchema>): Promise<void>;
  /** Ends the publisher with its cursor kept. Call before the database is closed. */
  stop(): Promise<void>;
  /** The port of the RPC edge. */
  readonly readers: { position(): EventPosition; watch: Watch };
  /** The port of the files: call inside `database.commit`. */
  readonly files: FactLog;
  readonly telemetry: Telemetry;
  /** A fact that comes with no other change. */
  record(fact: Fact): Promise<void>;
  chordSink(self: Contact): EventSink;
  trace(lookup: AsyncGenerator<Hop, LookupResult>, about: TracedLookup): AsyncGenerator<Hop, LookupResult>;
  /** One line: `direct`, `amqp connected`, or `amqp` with what is wrong. */
  status(): string;
}

export function createEvents(options: EventsOptions): Events {
  const { system, logger } = options;
  const log = createEventLog(options);
  const telemetry = createTelemetry(options);
  const publisher = options.amqp && createAmqpPublisher(options, options.amqp, { log, telemetry });
  const onError = (error: unknown) => logger.warn({ err: error }, 'events: a fact could not be written');
  return {
    async start(peer) {
      await log.start(peer);
      publisher?.start();
    },
    async stop() {
      await publisher?.stop();
      log.stop();
    },
    readers: { position: log.position, watch: createWatch({ log, telemetry, system }) },
    files: { append: (fact) => log.append(factFromFile(fact)) },
    telemetry,
    record: log.record,
    chordSink: (self) => createChordSink(self, log, onError),
    trace: (lookup, about) => traceLookup(lookup, about, { telemetry, system }),
    status: () => (publisher ? describe(publisher) : 'direct'),
  };
}

function createAmqpPublisher(
  { database, system, peerId, logger }: EventsOptions,
  amqp: { url: string; queue: string },
  ways: Pick<Parameters<typeof createPublisher>[0], 'log' | 'telemetry'>,
): Publisher {
  const connectionName = `acorde peer ${peerId.slice(0, 8)}`;
  const broker = createAmqpBroker({ ...amqp, connectionName, system });
  const cursor = createPublishCursor({ database, system, name: 'amqp' });
  return createPublisher({ ...ways, broker, cursor, system, logger });
}

function describe(publisher: Publisher): string {
  const { state, reason, waiting } = publisher.status();
  if (state === 'connected') return 'amqp connected';
  return `amqp ${state}${reason ? `: ${reason}` : ''}, ${waiting} waiting`;
}
