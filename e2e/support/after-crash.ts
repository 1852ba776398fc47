// What must hold of the peers' folders after a kill, whatever the moment at which it came.
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createPublishedEntries } from '../../packages/peer/src/records/published-entries.ts';
import type { EntryId, FileId } from '../../packages/peer/src/records/record.ts';
import type { Holding } from '../../packages/peer/src/store/store.ts';
import { collect, sampleBytes } from '../../packages/peer/src/store/testing/sample-bytes.ts';
import { createTempStore, type TempStore } from '../../packages/peer/src/store/testing/temp-store.ts';

interface Told {
  /** Acknowledged and not given up since: file id to its bytes. */
  readonly kept: Map<string, Uint8Array>;
  readonly removedEntries: string[];
  readonly gone: string[];
}

/** Opens the folders as a restart does. Resolves with what is wrong; nothing when all is well. */
export async function faultsAfterCrash(folder: string, output: string): Promise<string[]> {
  const told = read(output);
  const faults: string[] = [];
  const copies = new Map<string, number>();
  for (const name of ['0', '1', '2']) {
    const own = join(folder, name);
    mkdirSync(own, { recursive: true });
    const temp = await createTempStore({ folder: own });
    try {
      for (const holding of temp.store.list()) {
        if (await isWhole(temp, holding, told))
          copies.set(holding.fileId, (copies.get(holding.fileId) ?? 0) + 1);
        else faults.push(`peer ${name} has a copy of ${holding.fileId} that is not right`);
      }
      faults.push(...folderFaults(own, name, temp), ...indexFaults(temp, name, told));
    } finally {
      temp.database.close();
    }
  }
  for (const fileId of told.kept.keys())
    if ((copies.get(fileId) ?? 0) < 2)
      faults.push(`${fileId} is acknowledged and has ${copies.get(fileId) ?? 0} copies`);
  return faults;
}

function read(output: string): Told {
  const told: Told = { kept: new Map(), removedEntries: [], gone: [] };
  // The last line may be cut off by the kill.
  for (const line of output.split('\n').slice(0, -1)) {
    const [what, id = '', , size, seed] = line.split(' ');
    if (what === 'put') told.kept.set(id, sampleBytes(Number(size), Number(seed)));
    if (what === 'removed') told.removedEntries.push(id);
    if (what === 'gone') told.gone.push(id);
  }
  return told;
}

async function isWhole({ store }: TempStore, { fileId, size }: Holding, told: Told): Promise<boolean> {
  const bytes = await collect(store.read(fileId, 0, size)).catch(() => null);
  const expected = told.kept.get(fileId);
  return bytes !== null && (!expected || bytes.equals(expected));
}

/** No temp file stays, and every blob has its row. */
function folderFaults(own: string, name: string, { store }: TempStore): string[] {
  const temps = readdirSync(join(own, 'tmp')).map((file) => `peer ${name} keeps tmp/${file}`);
  const blobs = readdirSync(join(own, 'blobs')).filter((file) => store.get(file as FileId)?.place !== 'blob');
  return [...temps, ...blobs.map((file) => `peer ${name} has blobs/${file} without a row`)];
}

/** What is removed is not shared any more, what is gone is not kept, and what is shared is there. */
function indexFaults({ database, store }: TempStore, name: string, told: Told): string[] {
  if (name !== '0') return [];
  const published = createPublishedEntries(database);
  const faults = told.removedEntries
    .filter((entryId) => published.get(entryId as EntryId))
    .map((entryId) => `the removed entry ${entryId} is shared again`);
  for (const fileId of told.gone)
    if (store.get(fileId as FileId)) faults.push(`the copy of ${fileId} came back`);
  for (const { fileId } of published.list({ query: '', limit: 100 }))
    if (!store.get(fileId)) faults.push(`peer ${name} shares ${fileId} without a copy`);
  return faults;
}
