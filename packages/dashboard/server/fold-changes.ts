// Many changes as few: of the state only what it came to, of the facts every one. Applied to what was before, the result
// gives the same state as the changes one after another.
import type { Change } from '../src/wire.ts';

export function foldChanges(changes: readonly Change[]): Change[] {
  const last = new Map<string, Change>();
  const facts: Change[] = [];
  for (const change of changes) {
    if (change.kind === 'fact') {
      facts.push(change);
      continue;
    }
    const key = keyOf(change);
    // What changes again moves to the end.
    last.delete(key);
    last.set(key, change);
  }
  return [...last.values(), ...facts];
}

function keyOf(change: Exclude<Change, { kind: 'fact' }>): string {
  if (change.kind === 'peer') return change.peer.peerId;
  return change.kind === 'peer_removed' ? change.peerId : change.kind;
}
