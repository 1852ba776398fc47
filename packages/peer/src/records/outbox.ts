// Records on their way to other peers. While a message to a peer is under way, what comes for it is gathered and goes
// with the next one: many small puts at once then cost few messages and, over there, few commits.
import { AcordeError } from '@acorde/protocol';
import type { PeerAddress } from './ports.ts';
import type { SignedRecord } from './record.ts';
import { recordBytes } from './record-codec.ts';

const MESSAGES_IN_FLIGHT_MAX = 2;
const MESSAGE_RECORDS_MAX = 512;
const MESSAGE_BYTES_MAX = 512 * 1024;
/** Records waiting for one peer. */
const WAITING_RECORDS_MAX = 16_384;

export interface Outbox {
  /** Resolves when the peer has answered that the records are durable. Errors: those of `send`, FORBIDDEN when the
   * peer refuses a record, OVERLOADED when too many wait. */
  store(to: PeerAddress, records: readonly SignedRecord[]): Promise<void>;
}

type Send = (
  to: PeerAddress,
  records: readonly SignedRecord[],
) => Promise<{ stored: number; refused: number }>;

interface Parcel {
  readonly records: readonly SignedRecord[];
  resolve(): void;
  reject(error: unknown): void;
}

interface Lane {
  to: PeerAddress;
  readonly waiting: Parcel[];
  records: number;
  inFlight: number;
}

export function createOutbox(send: Send): Outbox {
  const lanes = new Map<string, Lane>();

  function drive(lane: Lane): void {
    while (lane.inFlight < MESSAGES_IN_FLIGHT_MAX && lane.waiting.length > 0) {
      lane.inFlight++;
      void deliver(lane.to, nextMessage(lane)).finally(() => {
        lane.inFlight--;
        drive(lane);
        if (lane.inFlight === 0) lanes.delete(lane.to.peerId);
      });
    }
  }

  async function deliver(to: PeerAddress, parcels: readonly Parcel[]): Promise<void> {
    try {
      const { refused } = await send(
        to,
        parcels.flatMap((parcel) => parcel.records),
      );
      if (refused === 0) for (const parcel of parcels) parcel.resolve();
      else if (parcels.length === 1) throw new AcordeError('FORBIDDEN', 'the peer refuses a record');
      // The answer does not say which record was refused, so each parcel is tried alone.
      else for (const parcel of parcels) await deliver(to, [parcel]);
    } catch (error) {
      for (const parcel of parcels) parcel.reject(error);
    }
  }

  return {
    store(to, records) {
      const lane = lanes.get(to.peerId) ?? { to, waiting: [], records: 0, inFlight: 0 };
      if (lane.records + records.length > WAITING_RECORDS_MAX) {
        return Promise.reject(new AcordeError('OVERLOADED', 'too many records wait for the peer'));
      }
      lanes.set(to.peerId, lane);
      lane.to = to;
      lane.records += records.length;
      return new Promise((resolve, reject) => {
        lane.waiting.push({ records, resolve, reject });
        drive(lane);
      });
    },
  };
}

/** Takes the first waiting parcel, and those after it that fit in the same message. */
function nextMessage(lane: Lane): Parcel[] {
  const parcels: Parcel[] = [];
  let records = 0;
  let bytes = 0;
  while (lane.waiting.length > 0) {
    const parcel = lane.waiting[0] as Parcel;
    records += parcel.records.length;
    bytes += parcel.records.reduce((sum, record) => sum + recordBytes(record), 0);
    if (parcels.length > 0 && (records > MESSAGE_RECORDS_MAX || bytes > MESSAGE_BYTES_MAX)) break;
    lane.waiting.shift();
    lane.records -= parcel.records.length;
    parcels.push(parcel);
  }
  return parcels;
}
