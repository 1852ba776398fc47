import type { FilesView } from '../../src/wire.ts';
import type { EntryView } from '../../src/wire-event.ts';

export interface FixtureFile {
  readonly id: string;
  readonly bytes: Buffer;
  readonly entries: readonly EntryView[];
  readonly holders: readonly string[];
}

/** The sums that the gateway tells of all files. */
export function filesView(files: readonly FixtureFile[]): FilesView {
  return {
    copies: files.reduce((sum, file) => sum + file.holders.length, 0),
    bytes: files.reduce((sum, file) => sum + file.bytes.length * file.holders.length, 0),
    entries: files.reduce((sum, file) => sum + file.entries.length, 0),
    records: files.length * 12,
  };
}
