// Many keys at once, asked of the peers that keep them: one message for up to 64 keys of the same owner, and the next
// keeper when one does not answer.
import type { Contact, Identifier } from '@acorde/chord';
import type { Placement } from '../records/placement.ts';
import type { NetworkParameters } from '../records/ports.ts';
import type { SignedRecord } from '../records/record.ts';
import type { RecordPeers } from '../records/record-peers.ts';

/** Keys in one message. */
const BATCH = 64;

/** A key to ask for, and the place on the ring whose keepers have it. */
export interface Question {
  readonly place: Identifier;
  readonly key: Identifier;
}

/** What a keeper has for some keys, not verified. */
export interface Answer<Q extends Question> {
  readonly questions: readonly Q[];
  readonly records: readonly SignedRecord[];
}

/** Yields the answers; questions whose keepers are all out of reach have none. Errors: those of the ring. */
export async function* askKeepers<Q extends Question>(
  deps: { placement: Placement; peers: RecordPeers; parameters: NetworkParameters },
  questions: readonly Q[],
  signal: AbortSignal,
): AsyncGenerator<Answer<Q>> {
  const groups = new Map<string, { keepers: readonly Contact[]; questions: Q[] }>();
  for (const question of questions) {
    const keepers = (await deps.placement.peersOf(question.place)).slice(0, deps.parameters.replicas);
    const name = keepers.map(({ peerId }) => peerId).join();
    const group = groups.get(name) ?? { keepers, questions: [] };
    group.questions.push(question);
    groups.set(name, group);
  }
  for (const group of groups.values()) {
    for (let at = 0; at < group.questions.length && !signal.aborted; at += BATCH) {
      const batch = group.questions.slice(at, at + BATCH);
      const records = await firstAnswer(deps.peers, group.keepers, batch, signal);
      if (records) yield { questions: batch, records };
    }
  }
}

async function firstAnswer(
  peers: RecordPeers,
  keepers: readonly Contact[],
  questions: readonly Question[],
  signal: AbortSignal,
): Promise<SignedRecord[] | null> {
  const keys = questions.map(({ key }) => key);
  for (const keeper of keepers) {
    try {
      return await peers.peek(keeper, keys, signal);
    } catch {
      if (signal.aborted) return null;
    }
  }
  return null;
}
