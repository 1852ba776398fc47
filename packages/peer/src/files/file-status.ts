import { AcordeError } from '@acorde/protocol';
import type { FileFacts, HolderFact } from '../records/record.ts';
import { fileIdOf } from '../store/file-id.ts';
import { answersWithin } from './answers-within.ts';
import type { FileDeps } from './file-deps.ts';
import type { FileStatus, HolderStatus } from './file-service.ts';

/** Holders asked whether they answer. */
const HOLDERS_MAX = 64;

/** Long enough for a ping with its retry. */
const PATIENCE_MS = 3000;

/** What the network knows of a file now. A holder that has not answered after `patienceMs` counts as unreachable.
 * Errors: FILE_NOT_FOUND when no live entry names it. */
export async function fileStatus(
  deps: FileDeps,
  facts: FileFacts,
  patienceMs = PATIENCE_MS,
): Promise<FileStatus> {
  const present = facts.holders.filter(({ gone }) => !gone).slice(0, HOLDERS_MAX);
  const answers = await Promise.all(present.map(({ peerId }) => answersWithin(deps, peerId, patienceMs)));
  const holders = present.filter((_, index) => answers[index]).map(statusFor(deps));
  const unreachable = present.filter((_, index) => !answers[index]).map(statusFor(deps));
  return statusWith(deps, facts, holders, unreachable);
}

/** What this peer knows of a file of which it has a copy, without asking anybody: a holder that was not seen to fail
 * counts as one that answers. Errors: FILE_NOT_FOUND when no live entry names it. */
export function statusFromHere(deps: FileDeps, facts: FileFacts): FileStatus {
  const live = new Set(deps.membership.livePeers().map(({ peerId }) => peerId));
  const others = facts.holders
    .filter(({ peerId, gone }) => !gone && peerId !== deps.self)
    .slice(0, HOLDERS_MAX);
  const shared = deps.store.get(facts.fileId)?.place === 'shared';
  const holders = others.filter(({ peerId }) => live.has(peerId)).map(statusFor(deps));
  const unreachable = others.filter(({ peerId }) => !live.has(peerId)).map(statusFor(deps));
  return statusWith(deps, facts, [{ peerId: deps.self, complete: true, shared }, ...holders], unreachable);
}

function statusWith(
  deps: FileDeps,
  facts: FileFacts,
  holders: readonly HolderStatus[],
  unreachable: readonly HolderStatus[],
): FileStatus {
  const entries = [...facts.entries].sort(
    (a, b) => a.createTimeMs - b.createTimeMs || (a.entryId < b.entryId ? -1 : 1),
  );
  const oldest = entries[0];
  if (!oldest) throw new AcordeError('FILE_NOT_FOUND', `nobody shares the file ${facts.fileId}`);
  const replicas = holders.filter(({ complete, shared }) => complete && !shared).length;
  return {
    fileId: facts.fileId,
    ...shapeOf(deps, facts, oldest.size),
    entries,
    holders,
    unreachable,
    replicasWanted: deps.network.replicas,
    fullyReplicated: replicas >= deps.network.replicas,
  };
}

/** Size and root as the manifest or the own copy proves them; without either the size that an entry claims. */
function shapeOf(deps: FileDeps, facts: FileFacts, claimed: number): { size: number; root: string } {
  const { manifest, fileId } = facts;
  const proven =
    manifest && fileIdOf(manifest.size, manifest.root) === fileId ? manifest : deps.store.get(fileId);
  if (!proven) return { size: claimed, root: '' };
  return { size: proven.size, root: Buffer.from(proven.root).toString('hex') };
}

function statusFor({ distrust }: FileDeps): (fact: HolderFact) => HolderStatus {
  return ({ fileId, peerId, complete, shared }) => ({
    peerId,
    complete,
    shared,
    rejected: distrust.has(fileId, peerId),
  });
}
