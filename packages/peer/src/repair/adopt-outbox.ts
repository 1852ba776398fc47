// Small files on their way to the peers that take them over. While a message to a peer is under way, what comes for it is
// gathered and goes with the next one: after the loss of a peer with ten thousand small files that is some hundred
// messages instead of as many as there are files.
import { AcordeError, ERROR_TABLE, type ErrorCode } from '@acorde/protocol';
import type { PeerAddress } from '../records/ports.ts';
import type { FileId } from '../records/record.ts';

const MESSAGES_IN_FLIGHT_MAX = 2;
const MESSAGE_FILES_MAX = 128;
/** Files waiting for one peer. */
const WAITING_MAX = 4096;

/** Appoints a peer as a holder of files; resolves with those that it could not fetch. */
export type SendAdoptions = (
  to: PeerAddress,
  fileIds: readonly FileId[],
  signal: AbortSignal,
) => Promise<readonly { readonly fileId: FileId; readonly code: string; readonly message: string }[]>;

interface Parcel {
  readonly fileId: FileId;
  readonly signal: AbortSignal;
  resolve(): void;
  reject(error: unknown): void;
}

interface Lane {
  to: PeerAddress;
  waiting: Parcel[];
  inFlight: number;
}

/** Resolves when the peer has the file, and its holder record is published. Errors: those of `send`, CANCELLED, OVERLOADED. */
export type AdoptOutbox = (to: PeerAddress, fileId: FileId, signal: AbortSignal) => Promise<void>;

export function createAdoptOutbox(send: SendAdoptions): AdoptOutbox {
  const lanes = new Map<string, Lane>();

  function drive(lane: Lane): void {
    while (lane.inFlight < MESSAGES_IN_FLIGHT_MAX && lane.waiting.length > 0) {
      const parcels = lane.waiting.splice(0, MESSAGE_FILES_MAX);
      lane.inFlight += 1;
      void deliver(send, lane.to, parcels).finally(() => {
        lane.inFlight -= 1;
        drive(lane);
        if (lane.inFlight === 0) lanes.delete(lane.to.peerId);
      });
    }
  }

  return (to, fileId, signal) =>
    new Promise((resolve, reject) => {
      const lane = lanes.get(to.peerId) ?? { to, waiting: [], inFlight: 0 };
      if (lane.waiting.length >= WAITING_MAX)
        return reject(new AcordeError('OVERLOADED', 'too many files wait for the peer'));
      lanes.set(to.peerId, lane);
      lane.to = to;
      lane.waiting.push({ fileId, signal, resolve, reject });
      // Those who ask in the same turn go together.
      queueMicrotask(() => queueMicrotask(() => drive(lane)));
    });
}

async function deliver(send: SendAdoptions, to: PeerAddress, parcels: readonly Parcel[]): Promise<void> {
  const open = parcels.filter(({ signal }) => !signal.aborted);
  for (const parcel of parcels) if (parcel.signal.aborted) parcel.reject(gone());
  if (open.length === 0) return;
  const stop = new AbortController();
  // The message ends early only when nobody waits for any of its files.
  const look = () => open.every(({ signal }) => signal.aborted) && stop.abort();
  for (const { signal } of open) signal.addEventListener('abort', look, { once: true });
  try {
    const failures = await send(
      to,
      open.map(({ fileId }) => fileId),
      stop.signal,
    );
    const failed = new Map(failures.map((failure) => [failure.fileId, failure]));
    for (const parcel of open) {
      const failure = failed.get(parcel.fileId);
      if (failure) parcel.reject(new AcordeError(codeOf(failure.code), failure.message));
      else parcel.resolve();
    }
  } catch (error) {
    for (const parcel of open) parcel.reject(error);
  } finally {
    for (const { signal } of open) signal.removeEventListener('abort', look);
  }
}

/** What another peer writes is data. */
function codeOf(code: string): ErrorCode {
  return Object.hasOwn(ERROR_TABLE, code) ? (code as ErrorCode) : 'INTERNAL';
}

function gone(): AcordeError {
  return new AcordeError('CANCELLED', 'the caller went away');
}
