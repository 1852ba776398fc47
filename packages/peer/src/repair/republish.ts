// A peer vouches for what it says: at start and from time to time it looks whether the ring still has the manifests and
// holder records of its copies and its entries, and announces again what is missing. So nothing is lost for good when
// all k keepers of a key are gone. Only what is missing is written; the rest costs a question for many files at once.
import type { Identifier } from '@acorde/chord';
import { decodeRecord } from '../records/decode-record.ts';
import type { DecodedRecord } from '../records/decoded-record.ts';
import { factsOf, unionOf } from '../records/facts.ts';
import { toHex } from '../records/hex.ts';
import { fileIdOfStatement, partitionKey, partitionOf, removes, tombstoneIdentity } from '../records/keys.ts';
import type { NetworkParameters, RemovalLog } from '../records/ports.ts';
import type { Entry, FileFacts, FileId, PeerId, SignedRecord } from '../records/record.ts';
import { verified } from '../records/record-peers.ts';
import type { RecordsParts } from '../records/records.ts';
import { recordHash } from '../records/signed-bytes.ts';
import { nextTurn } from '../records/turn.ts';
import type { Database } from '../store/database.ts';
import type { Holding } from '../store/store.ts';
import type { System } from '../system.ts';
import { askKeepers, type Question } from './ask-keepers.ts';
import { createLoop } from './loop.ts';
import type { Holdings, RepairLog } from './ports.ts';

const SLICE = 512;
const PUBLISH_BATCH = 64;

export interface RepublishDeps {
  readonly selfId: PeerId;
  readonly parts: Pick<RecordsParts, 'records' | 'placement' | 'peers' | 'verifier' | 'store'>;
  readonly holdings: Holdings;
  readonly database: Database;
  readonly removals: RemovalLog;
  readonly parameters: NetworkParameters;
  readonly system: System;
  readonly log: RepairLog;
  /** Told of each copy here what the ring knows of its file, and whether a live entry needs it. */
  readonly onSeen: (facts: FileFacts, needed: boolean) => void;
  /** Between two passes; default 10 minutes. */
  readonly intervalMs?: number | undefined;
  /** From start to the first pass; default 5 s. */
  readonly firstMs?: number | undefined;
}

export interface Republish {
  start(): void;
  stop(): Promise<void>;
  /** Makes a pass within `delayMs`: many peers have gone at once. */
  soon(delayMs: number): void;
  /** Whether all that this peer says has been looked up in the ring since the start. */
  isSettled(): boolean;
}

export function createRepublish(deps: RepublishDeps): Republish {
  let settled = false;

  async function run(signal: AbortSignal): Promise<void> {
    await announceHoldings(deps, signal);
    await announceEntries(deps, signal);
    settled ||= !signal.aborted;
  }
  const { system, log } = deps;
  const intervalMs = deps.intervalMs ?? 600_000;
  const loop = createLoop(
    { name: 'republish', intervalMs, firstMs: deps.firstMs ?? 5_000, system, log },
    run,
  );
  return { ...loop, isSettled: () => settled };
}

async function announceHoldings(deps: RepublishDeps, signal: AbortSignal): Promise<void> {
  const { parts, holdings } = deps;
  const fileIds = [...new Set(Array.from(holdings.list(), ({ fileId }) => fileId))].sort();
  for (let at = 0; at < fileIds.length && !signal.aborted; at += SLICE) {
    const questions = fileIds.slice(at, at + SLICE).map((fileId) => ({ place: fileId, key: fileId }));
    for await (const { questions: asked, records } of askKeepers({ ...deps, ...parts }, questions, signal)) {
      const byFile = Map.groupBy(readable(records), ({ says }) => fileIdOfStatement(says));
      await restore(deps, [...byFile.values()].flat());
      const missing = asked.flatMap(({ key }) => missingOf(deps, key, byFile.get(key) ?? []));
      await publishAll(deps, missing, signal);
    }
  }
}

/** Takes entries of this peer's own back into its index: it has forgotten them (records/forget-records.ts), the ring has
 * not. Those that it has removed itself, and whose removal is still on its way, have their tombstone here. */
async function restore(deps: RepublishDeps, known: readonly DecodedRecord[]): Promise<void> {
  const { records, store, verifier } = deps.parts;
  const lost = known.flatMap(({ record, says }) => {
    if (says.kind !== 'entry' || says.entry.peerId !== deps.selfId || says.entry.shared) return [];
    if (records.published.get(says.entry.entryId) || store.get(tombstoneIdentity(says.entry))) return [];
    return verified(record, verifier) ? [{ entry: says.entry, record }] : [];
  });
  if (lost.length === 0) return;
  await deps.database.commit(() => {
    for (const { entry, record } of lost)
      if (!store.get(tombstoneIdentity(entry))) records.published.add(entry, record);
  });
}

/** The records that the ring lacks about a copy kept here. */
function missingOf(deps: RepublishDeps, fileId: FileId, known: readonly DecodedRecord[]): SignedRecord[] {
  const { records } = deps.parts;
  const holding = deps.holdings.get(fileId);
  if (!holding) return [];
  const facts = factsOf(fileId, unionOf(known));
  deps.onSeen(facts, facts.entries.length > 0 || records.published.ofFile(fileId).length > 0);
  const missing: SignedRecord[] = [];
  if (!known.some(({ says }) => says.kind === 'manifest')) missing.push(records.signManifest(holding));
  if (!known.some((decoded) => announces(decoded, deps.selfId, holding))) {
    const shared = holding.place === 'shared';
    missing.push(records.signHolder({ fileId, complete: true, shared, gone: false }));
  }
  return missing;
}

function announces({ says }: DecodedRecord, selfId: PeerId, holding: Holding): boolean {
  if (says.kind !== 'holder' || says.holder.peerId !== selfId) return false;
  const { complete, gone, shared } = says.holder;
  return complete && !gone && shared === (holding.place === 'shared');
}

interface EntryQuestion extends Question {
  readonly entry: Entry;
  readonly record: SignedRecord;
}

async function announceEntries(deps: RepublishDeps, signal: AbortSignal): Promise<void> {
  const { published } = deps.parts.records;
  let after: Entry | null = null;
  while (!signal.aborted) {
    const page = published.page(after, SLICE);
    const last = page.at(-1);
    if (!last) return;
    after = last.entry;
    await announcePage(deps, page, signal);
    await nextTurn();
  }
}

async function announcePage(deps: RepublishDeps, page: ReturnType<Published['page']>, signal: AbortSignal) {
  const questions = page.flatMap(({ entry, record }): EntryQuestion[] => [
    // By its id where names are searched, which tells of a tombstone too; by its hash where files are looked up.
    {
      place: partitionKey(partitionOf(entry.entryId)),
      key: entry.entryId as string as Identifier,
      entry,
      record,
    },
    { place: entry.fileId, key: toHex(recordHash(record)) as Identifier, entry, record },
  ]);
  const missing = new Map<string, SignedRecord>();
  for await (const { questions: asked, records } of askKeepers(
    { ...deps, ...deps.parts },
    questions,
    signal,
  )) {
    const known = readable(records);
    for (const { entry, record } of asked) {
      if (known.some(({ says }) => says.kind === 'entry' && says.entry.entryId === entry.entryId)) continue;
      if (known.some((decoded) => isRemoval(deps, decoded, entry))) await drop(deps, entry);
      else missing.set(entry.entryId, record);
    }
  }
  // What was dropped on the way, by its tombstone or by its publisher, is not announced again.
  const still = [...missing].filter(([entryId]) =>
    deps.parts.records.published.get(entryId as Entry['entryId']),
  );
  await publishAll(
    deps,
    still.map(([, record]) => record),
    signal,
  );
}

type Published = RecordsParts['records']['published'];

/** Only a valid tombstone makes this peer give up an entry of its own. */
function isRemoval(deps: RepublishDeps, { record, says }: DecodedRecord, entry: Entry): boolean {
  if (says.kind !== 'tombstone' || !removes(says.tombstone, entry)) return false;
  return verified(record, deps.parts.verifier) !== null;
}

/** An admin has removed the entry while this peer was out of reach. */
async function drop(deps: RepublishDeps, entry: Entry): Promise<void> {
  const { published } = deps.parts.records;
  await deps.database.commit(() => {
    if (!published.get(entry.entryId)) return;
    published.delete(entry.entryId);
    deps.removals.removed(entry);
  });
}

async function publishAll(
  deps: RepublishDeps,
  records: readonly SignedRecord[],
  signal: AbortSignal,
): Promise<void> {
  for (let at = 0; at < records.length && !signal.aborted; at += PUBLISH_BATCH) {
    await deps.parts.records.publish(records.slice(at, at + PUBLISH_BATCH), signal);
  }
}

function readable(records: readonly SignedRecord[]): DecodedRecord[] {
  return records.flatMap((record) => {
    try {
      return [decodeRecord(record)];
    } catch {
      return [];
    }
  });
}
