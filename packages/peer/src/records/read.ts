// Reading records from the ring: from the owner, and from the other replicas when the owner has nothing, is slow or
// does not answer. What they say is united, and who lacked something is sent it.
import type { Contact, Identifier } from '@acorde/chord';
import { AcordeError } from '@acorde/protocol';
import type { System } from '../system.ts';
import type { DecodedRecord } from './decoded-record.ts';
import { unionOf } from './facts.ts';
import { toHex } from './hex.ts';
import { identityOf } from './keys.ts';
import type { Placement } from './placement.ts';
import type { NetworkParameters } from './ports.ts';
import { settledWithin, throwIfAborted } from './race.ts';
import type { RecordPeers } from './record-peers.ts';
import { supersedes } from './supersedes.ts';

/** After this the other replicas are asked too. */
const HEDGE_MS = 400;
const DEADLINE_MS = 6_000;
const REPAIR_RECORDS_MAX = 256;

export interface RecordReader {
  /** The united records of `key`, asked of the peers that keep `place`. `enough` says when no more need be asked.
   * Errors: PEER_UNREACHABLE when too few answer to be sure of an absence; LOOKUP_TIMEOUT, NOT_JOINED, CANCELLED. */
  read(request: ReadRequest): Promise<DecodedRecord[]>;
}

export interface ReadRequest {
  readonly place: Identifier;
  readonly key: Identifier;
  enough(records: readonly DecodedRecord[]): boolean;
  /** Ask every replica, and fail unless all of them answer. */
  readonly all?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface Deps {
  readonly placement: Placement;
  readonly peers: RecordPeers;
  readonly parameters: NetworkParameters;
  readonly system: System;
  /** Other peers that are known, whether they answer now or not. */
  readonly expectedPeers: () => number;
}

type Answers = Map<Contact, readonly DecodedRecord[]>;

export function createRecordReader(deps: Deps): RecordReader {
  const { placement, peers, parameters, system } = deps;

  async function once(request: ReadRequest, fresh: boolean) {
    const found = await placement.peersOf(request.place, { fresh, signal: request.signal });
    const replicas = found.slice(0, parameters.replicas);
    const answers: Answers = new Map();
    await askAll(request, replicas, answers);
    return { replicas, answers, records: unionOf([...answers.values()].flat()) };
  }

  async function askAll(request: ReadRequest, replicas: readonly Contact[], answers: Answers): Promise<void> {
    const [owner, ...others] = replicas;
    if (!owner) return;
    const ask = (contact: Contact) =>
      peers
        .fetch(contact, [request.key], request.signal)
        .then((records) => void answers.set(contact, records));
    const isEnough = () => !request.all && request.enough(unionOf([...answers.values()].flat()));
    const first = ask(owner);
    await settledWithin(first, HEDGE_MS, { system, signal: request.signal });
    if (isEnough()) return;
    const asked = [first, ...others.map(ask)];
    await settledWithin(untilEnough(asked, isEnough), DEADLINE_MS, { system, signal: request.signal });
  }

  /** Sends replicas what others have and they lack, or have in an older version. */
  function repair(answers: Answers, records: readonly DecodedRecord[]): void {
    for (const [contact, has] of answers) {
      const missing = newerThan(records, has).slice(0, REPAIR_RECORDS_MAX);
      // A failure here is no one's: the comparison of replicas will find it again.
      if (missing.length > 0)
        peers
          .store(
            contact,
            missing.map(({ record }) => record),
          )
          .catch(() => {});
    }
  }

  return {
    async read(request) {
      let result = await once(request, request.all ?? false);
      throwIfAborted(request.signal);
      if (!request.all && !request.enough(result.records)) result = await once(request, true);
      throwIfAborted(request.signal);
      const { replicas, answers, records } = result;
      // A ring that names fewer peers than there are has lost sight of some: those may have what these lack.
      const keepers = Math.min(parameters.replicas, Math.max(replicas.length, deps.expectedPeers() + 1));
      const needed = request.all ? replicas.length : keepers - parameters.writeQuorum + 1;
      if (answers.size < Math.max(needed, 1) && (request.all || records.length === 0)) {
        const message = `${answers.size} of the ${keepers} peers that keep the records answer`;
        throw new AcordeError('PEER_UNREACHABLE', message);
      }
      if (answers.size > 1) repair(answers, records);
      return records;
    },
  };
}

/** Resolves when `isEnough` after some answer, or when all have ended. */
function untilEnough(asked: readonly Promise<void>[], isEnough: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const ended = asked.map((ask) =>
      ask.then(
        () => isEnough() && resolve(),
        () => {},
      ),
    );
    void Promise.all(ended).then(() => resolve());
  });
}

function newerThan(records: readonly DecodedRecord[], has: readonly DecodedRecord[]): DecodedRecord[] {
  const known = new Map(has.map((decoded) => [toHex(identityOf(decoded.says)), decoded.record]));
  return records.filter(({ record, says }) => {
    const other = known.get(toHex(identityOf(says)));
    return !other || supersedes(record, other);
  });
}
