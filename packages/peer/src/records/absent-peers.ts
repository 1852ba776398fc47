// Peers that went away and did not come back. What they only served in place, from a shared folder, cannot be had without
// them, and after some time their entries are nothing but noise; the same holds for what they said of their copies. Each
// keeper drops that by its own observation and takes it back when the peer is there again, which then says it anew.
import type { Database } from '../store/database.ts';
import type { DecodedRecord } from './decoded-record.ts';
import type { PeerId } from './record.ts';

export interface AbsentPeers {
  /** Whether a record says only what nobody can have while its publisher is away, and that has been so for too long. */
  isStale(decoded: Pick<DecodedRecord, 'says'>): boolean;
  /** Those that have gone or come back since they were looked at. */
  changed(peerIds: Iterable<PeerId>): PeerId[];
  /** Takes note of who is away. Call inside `database.commit`. */
  look(peerIds: Iterable<PeerId>): void;
}

export interface AbsentPeersDeps {
  readonly database: Database;
  /** Whether nothing says that the peer is gone. */
  isHere(peerId: PeerId): boolean;
  nowMs(): number;
  /** How long a peer may be away. */
  readonly absentMsMax: number;
}

/** Makes its table when it is missing. */
export function createAbsentPeers(deps: AbsentPeersDeps): AbsentPeers {
  const { database, isHere, nowMs, absentMsMax } = deps;
  database.exec(
    'CREATE TABLE IF NOT EXISTS absent_peers (peer_id TEXT PRIMARY KEY, since_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID',
  );
  const since = new Map<PeerId, number>();
  for (const row of database.prepare('SELECT * FROM absent_peers').all())
    since.set(row.peer_id as PeerId, row.since_ms as number);

  function isAway(peerId: PeerId): boolean {
    const sinceMs = since.get(peerId);
    return sinceMs !== undefined && nowMs() - sinceMs > absentMsMax && !isHere(peerId);
  }

  function changed(peerIds: Iterable<PeerId>): PeerId[] {
    return [...peerIds].filter((peerId) => isHere(peerId) === since.has(peerId));
  }

  return {
    isStale({ says }) {
      if (says.kind === 'entry') return says.entry.shared && isAway(says.entry.peerId);
      return says.kind === 'holder' && isAway(says.holder.peerId);
    },
    changed,
    look(peerIds) {
      for (const peerId of changed(peerIds)) {
        if (since.has(peerId)) {
          since.delete(peerId);
          database.prepare('DELETE FROM absent_peers WHERE peer_id = ?').run(peerId);
        } else {
          since.set(peerId, nowMs());
          database.prepare('INSERT INTO absent_peers VALUES (?, ?)').run(peerId, Math.trunc(nowMs()));
        }
      }
    },
  };
}
