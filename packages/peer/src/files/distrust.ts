// Peers that sent wrong bytes of a file, or a wrong list of its digests. It is told as a fact, so that people hear of a
// liar or of a broken disk; and it is remembered for a while, so that the next download asks others first.
import type { FileId, PeerId } from '../records/record.ts';
import type { Database } from '../store/database.ts';
import type { System } from '../system.ts';
import type { FileLog } from './file-deps.ts';
import type { FactLog } from './ports.ts';

export const REMEMBERED_MS = 10 * 60_000;
const REMEMBERED_MAX = 1024;

export interface Distrust {
  /** What was wrong, in words. Told once for as long as it is remembered. */
  report(fileId: FileId, peerId: PeerId, reason: string): void;
  /** Whether the peer sent wrong bytes of the file lately. */
  has(fileId: FileId, peerId: PeerId): boolean;
}

export interface DistrustDeps {
  readonly system: System;
  readonly database: Pick<Database, 'commit'>;
  readonly facts: FactLog;
  readonly log: FileLog;
}

export function createDistrust({ system, database, facts, log }: DistrustDeps): Distrust {
  /** When each is forgotten, oldest first. */
  const until = new Map<string, number>();

  function has(fileId: FileId, peerId: PeerId): boolean {
    const endMs = until.get(`${fileId} ${peerId}`);
    return endMs !== undefined && system.monotonicMs() < endMs;
  }

  return {
    has,
    report(fileId, peerId, reason) {
      const isKnown = has(fileId, peerId);
      const key = `${fileId} ${peerId}`;
      until.delete(key);
      until.set(key, system.monotonicMs() + REMEMBERED_MS);
      for (const oldest of until.keys()) {
        if (until.size <= REMEMBERED_MAX) break;
        until.delete(oldest);
      }
      if (isKnown) return;
      database
        .commit(() => facts.append({ type: 'chunk_rejected', fileId, peerId, reason }))
        .catch((error: unknown) => log.warn({ fileId, peerId, error }, 'a fact could not be written'));
    },
  };
}
