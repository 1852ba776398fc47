// What is due, read from every peer.
import type { World } from '@acorde/simulator';
import type { FileId } from '../../src/records/record.ts';
import { collect } from '../../src/store/testing/sample-bytes.ts';
import type { RunPeer } from './run-peer.ts';
import type { SimulatedLife } from './simulated-life.ts';

const READ_MS = 120_000;

/** Says of each file that a peer cannot read, or reads otherwise, which it is and why. */
export async function unreadable(
  world: World,
  due: ReadonlyMap<FileId, Uint8Array>,
  peers: readonly RunPeer[],
): Promise<string[]> {
  const wrong: string[] = [];
  for (const [fileId, bytes] of due) {
    for (const { name, life } of peers) {
      const read = life && (await inTime(world, readAll(life, fileId)));
      if (Buffer.isBuffer(read) && read.equals(bytes)) continue;
      const why = Buffer.isBuffer(read) ? 'reads other bytes of' : `(${String(read)}) cannot read`;
      wrong.push(`${name} ${why} ${fileId.slice(0, 8)}`);
    }
  }
  return wrong;
}

async function inTime(world: World, work: Promise<Buffer>): Promise<Buffer | Error> {
  let result: Buffer | Error | null = null;
  work.then(
    (value) => {
      result = value;
    },
    (error: Error) => {
      result = error;
    },
  );
  await world.until(() => result !== null, READ_MS);
  return result ?? new Error('no end');
}

async function readAll(life: SimulatedLife, fileId: FileId): Promise<Buffer> {
  const { bytes } = await life.files.service.get(fileId);
  return collect(bytes);
}
