// The files of the fixture's fleet, and what its peers say about them.
import type { FilesView, HoldingsView } from '../../src/wire.ts';
import type { EntryView } from '../../src/wire-event.ts';
import { hash } from './fixture-ring.ts';

export interface FixtureFile {
  readonly id: string;
  readonly bytes: Buffer;
  readonly entries: readonly EntryView[];
  readonly holders: readonly string[];
}

type NewEntry = Pick<EntryView, 'fileId' | 'name' | 'mediaType' | 'peerId' | 'createTimeMs'> & {
  bytes: Buffer;
};

export function entryOf({ fileId, name, mediaType, bytes, peerId, createTimeMs }: NewEntry): EntryView {
  const sha256 = hash(bytes.toString('latin1'));
  const body = { fileId, name, size: bytes.length, mediaType, sha256, peerId };
  return { entryId: hash(`entry/${JSON.stringify(body)}`), ...body, createTimeMs, shared: false };
}

export function holdingsOf(files: readonly FixtureFile[], peerId: string): HoldingsView {
  const held = files.filter((file) => file.holders.includes(peerId));
  const entries = files.flatMap((file) => file.entries).filter((entry) => entry.peerId === peerId);
  const bytes = held.reduce((sum, file) => sum + file.bytes.length, 0);
  return { files: held.length, bytes, records: held.length * 4, entries: entries.length };
}

export function filesView(files: readonly FixtureFile[]): FilesView {
  return {
    copies: files.reduce((sum, file) => sum + file.holders.length, 0),
    bytes: files.reduce((sum, file) => sum + file.bytes.length * file.holders.length, 0),
    entries: files.reduce((sum, file) => sum + file.entries.length, 0),
    records: files.length * 12,
  };
}
