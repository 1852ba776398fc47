// What a publication has to reach: for each ring key, which records are to be kept by which peers, and who has them.
import type { Contact, Identifier } from '@acorde/chord';
import { decodeRecord } from './decode-record.ts';
import { ringKeys } from './keys.ts';
import type { SignedRecord } from './record.ts';

/** What must happen for one key. */
export interface Goal {
  readonly key: Identifier;
  readonly records: Set<SignedRecord>;
  targets: readonly Contact[];
  readonly acked: Set<string>;
}

/** Goals that share a peer: one message. */
export interface Group {
  readonly to: Contact;
  readonly goals: Goal[];
}

/** The peers to send to, each with the goals that `wanted` names for it. */
export function byPeer(goals: readonly Goal[], wanted: (goal: Goal, peerId: string) => boolean): Group[] {
  const groups = new Map<string, Group>();
  for (const goal of goals) {
    for (const to of goal.targets) {
      if (!wanted(goal, to.peerId)) continue;
      const group = groups.get(to.peerId) ?? { to, goals: [] };
      group.goals.push(goal);
      groups.set(to.peerId, group);
    }
  }
  return [...groups.values()];
}

/** One goal for each ring key of the records. Errors: INVALID_ARGUMENT. */
export function goalsOf(records: readonly SignedRecord[]): Goal[] {
  const goals = new Map<Identifier, Goal>();
  for (const record of records) {
    for (const key of ringKeys(decodeRecord(record).says)) {
      const goal = goals.get(key) ?? { key, records: new Set(), targets: [], acked: new Set() };
      goal.records.add(record);
      goals.set(key, goal);
    }
  }
  return [...goals.values()];
}
