// Housekeeping by the hour: tombstones that are old enough are forgotten, and this peer notes that it was here, so that
// after a long absence it knows that it has missed some.
import { decodeRecord } from '../records/decode-record.ts';
import type { Presence } from '../records/forget-records.ts';
import type { RecordStore } from '../records/record-store.ts';
import { isExpired } from '../records/tombstone-life.ts';
import { nextTurn } from '../records/turn.ts';
import type { Database } from '../store/database.ts';
import type { System } from '../system.ts';
import { createLoop } from './loop.ts';
import type { RepairLog } from './ports.ts';

const INTERVAL_MS = 3_600_000;
const PAGE = 256;

export interface ExpireDeps {
  readonly store: RecordStore;
  readonly presence: Presence;
  readonly database: Database;
  readonly system: System;
  readonly log: RepairLog;
}

export interface Expire {
  start(): void;
  stop(): Promise<void>;
}

export function createExpire(deps: ExpireDeps): Expire {
  const { store, presence, database, system, log } = deps;

  const stamp = () => database.commit(() => presence.stamp(system.nowMs()));

  async function forgetTombstones(signal: AbortSignal): Promise<void> {
    for (let row = 0; !signal.aborted; await nextTurn()) {
      const page = store.tombstones(row, PAGE);
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

  async function run(signal: AbortSignal): Promise<void> {
    await stamp();
    await forgetTombstones(signal);
  }

  const loop = createLoop({ name: 'expire', intervalMs: INTERVAL_MS, firstMs: 30_000, system, log }, run);
  return {
    start: loop.start,
    async stop() {
      await loop.stop();
      await stamp().catch((error) => log.warn({ error }, 'expire: the time of the stop could not be noted'));
    },
  };
}
