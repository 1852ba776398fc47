// The promise about files, as something that can be checked: what is acknowledged is readable and equal, from every peer,
// while fewer than w disks are lost after the acknowledgement, and fewer than k after it was fully replicated.
import type { FileId } from '../../src/records/record.ts';

export interface FileBook {
  /** A put was acknowledged: w peers have the bytes. */
  acknowledged(fileId: FileId, bytes: Uint8Array): void;
  /** k peers have the bytes. */
  replicated(fileId: FileId): void;
  /** A disk is lost, or the copy of one file on it. */
  lost(fileId?: FileId): void;
  /** Nobody shares the file any more. */
  removed(fileId: FileId): void;
  /** The files that must be readable now, and their bytes. */
  due(): Map<FileId, Uint8Array>;
  /** Files that were ever acknowledged. */
  readonly count: number;
}

interface Line {
  readonly bytes: Uint8Array;
  budget: number;
}

export function createFileBook({
  replicas,
  writeQuorum,
}: {
  replicas: number;
  writeQuorum: number;
}): FileBook {
  const lines = new Map<FileId, Line>();
  const ever = new Set<FileId>();
  return {
    acknowledged(fileId, bytes) {
      const budget = Math.max(writeQuorum - 1, lines.get(fileId)?.budget ?? 0);
      lines.set(fileId, { bytes, budget });
      ever.add(fileId);
    },
    replicated(fileId) {
      const line = lines.get(fileId);
      if (line) line.budget = replicas - 1;
    },
    lost(fileId) {
      for (const [id, line] of lines) if (fileId === undefined || id === fileId) line.budget -= 1;
    },
    removed: (fileId) => void lines.delete(fileId),
    due: () =>
      new Map([...lines].filter(([, { budget }]) => budget >= 0).map(([id, { bytes }]) => [id, bytes])),
    get count() {
      return ever.size;
    },
  };
}
