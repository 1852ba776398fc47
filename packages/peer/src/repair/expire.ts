// Housekeeping: tombstones that are old enough are forgotten, and so is what peers say that have been away for too long.
// This peer notes that it was here, so that after a long absence it knows that it has missed something.
import type { AbsentPeers } from '../records/absent-peers.ts';
import { decodeRecord } from '../records/decode-record.ts';
import type { DecodedRecord } from '../records/decoded-record.ts';
import type { Presence } from '../records/forget-records.ts';
import type { PeerId } from '../records/record.ts';
import type { RecordStore } from '../records/record-store.ts';
import { isExpired } from '../records/tombstone-life.ts';
import { nextTurn } from '../records/turn.ts';
import type { Database } from '../store/database.ts';
import type { System } from '../system.ts';
import { createLoop } from './loop.ts';
import type { RepairLog } from './ports.ts';

const PAGE = 256;

export interface ExpireDeps {
  readonly store: RecordStore;
  readonly presence: Presence;
  readonly absent: AbsentPeers;
  readonly database: Database;
  readonly system: System;
  readonly log: RepairLog;
  /** Between two rounds; default an hour. */
  readonly intervalMs?: number | undefined;
}

export interface Expire {
  start(): void;
  stop(): Promise<void>;
}

export function createExpire(deps: ExpireDeps): Expire {
  const { store, presence, absent, database, system, log } = deps;

  const stamp = () => database.commit(() => presence.stamp(system.nowMs()));

  async function forgetTombstones(signal: AbortSignal): Promise<void> {
    for (let row = 0; !signal.aborted; await nextTurn()) {
      const page = store.page('tombstones', row, PAGE);
      const last = page.at(-1);
      if (!last) return;
      row = last.row;
      const expired = page.filter(({ record }) => {
        const { says } = decodeRecord(record);
        return says.kind === 'tombstone' && isExpired(says.tombstone, system.nowMs());
      });
      if (expired.length > 0) await database.commit(() => expired.map((kept) => store.remove(kept)));
    }
  }

  /** Drops what only peers could give that have been away for too long. */
  async function forgetAbsent(signal: AbortSignal): Promise<void> {
    for (let row = 0; !signal.aborted; await nextTurn()) {
      const page = store.page('all', row, PAGE);
      const last = page.at(-1);
      if (!last) return;
      row = last.row;
      const read = page.map((kept) => ({ kept, decoded: decodeRecord(kept.record) }));
      const publishers = new Set(read.flatMap(({ decoded }) => publisherOf(decoded)));
      const isNews =
        absent.changed(publishers).length > 0 || read.some(({ decoded }) => absent.isStale(decoded));
      if (!isNews) continue;
      await database.commit(() => {
        absent.look(publishers);
        for (const { kept, decoded } of read) if (absent.isStale(decoded)) store.remove(kept);
      });
    }
  }

  async function run(signal: AbortSignal): Promise<void> {
    await stamp();
    await forgetTombstones(signal);
    await forgetAbsent(signal);
  }

  const loop = createLoop(
    { name: 'expire', intervalMs: deps.intervalMs ?? 3_600_000, firstMs: 30_000, system, log },
    run,
  );
  return {
    start: loop.start,
    async stop() {
      await loop.stop();
      await stamp().catch((error) => log.warn({ error }, 'expire: the time of the stop could not be noted'));
    },
  };
}

function publisherOf({ says }: DecodedRecord): PeerId[] {
  if (says.kind === 'entry') return [says.entry.peerId];
  return says.kind === 'holder' ? [says.holder.peerId] : [];
}
