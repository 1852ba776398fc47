// Small files from other peers, many in one message. Each comes from one of its holders, chosen so that all holders have
// about as much to send; what one does not have, or has wrong, is asked of another.
import type { PeerAddress } from '../records/ports.ts';
import type { FileFacts, FileId, PeerId } from '../records/record.ts';
import { createContentHasher } from '../store/content-hasher.ts';
import { INLINE_BYTES_MAX } from '../store/upload.ts';
import { answersWithin, SIGN_OF_LIFE_MS } from './answers-within.ts';
import type { FileDeps } from './file-deps.ts';
import type { SmallRemote } from './ports.ts';

/** Files in one question: what they have together stays under 1 MiB mostly, and under a second to send. */
const QUESTION_FILES_MAX = 128;
const QUESTION_BYTES_MAX = 1024 * 1024;
/** Holders asked for one file. */
const TRIES_MAX = 3;

export interface FetchSmallDeps extends FileDeps {
  readonly small: SmallRemote;
}

/** The size that a file's records tell; null when none does. */
export function toldSize({ manifest, entries }: FileFacts): number | null {
  return manifest?.size ?? entries[0]?.size ?? null;
}

/** Whether a file is small enough to come in a batch. */
export function isSmall(facts: FileFacts): boolean {
  return (toldSize(facts) ?? Number.POSITIVE_INFINITY) <= INLINE_BYTES_MAX;
}

/** The bytes of those that some holder has, verified; the others are missing in the answer. Never rejects. */
export async function fetchSmall(
  deps: FetchSmallDeps,
  wanted: readonly FileFacts[],
  signal: AbortSignal,
): Promise<Map<FileId, Uint8Array>> {
  const fetched = new Map<FileId, Uint8Array>();
  const asked = new Map<FileId, Set<PeerId>>();
  const answers = await livesOf(deps, wanted);
  for (let round = 0; round < TRIES_MAX && !signal.aborted; round += 1) {
    const missing = wanted.filter(({ fileId }) => !fetched.has(fileId));
    const questions = questionsFor(deps, missing, asked, answers);
    if (questions.length === 0) break;
    await Promise.all(questions.map((question) => ask(deps, question, fetched, signal)));
  }
  return fetched;
}

async function livesOf(deps: FetchSmallDeps, wanted: readonly FileFacts[]): Promise<ReadonlySet<PeerId>> {
  const peers = [...new Set(wanted.flatMap(({ holders }) => holders.map(({ peerId }) => peerId)))];
  const answers = await Promise.all(peers.map((peerId) => answersWithin(deps, peerId, SIGN_OF_LIFE_MS)));
  return new Set(peers.filter((_, index) => answers[index]));
}

interface Question {
  readonly to: PeerAddress;
  readonly fileIds: FileId[];
  bytes: number;
}

/** Shares the files out among their holders that were not asked for them yet. */
function questionsFor(
  deps: FetchSmallDeps,
  files: readonly FileFacts[],
  asked: Map<FileId, Set<PeerId>>,
  answers: ReadonlySet<PeerId>,
): Question[] {
  const open = new Map<PeerId, Question>();
  const full: Question[] = [];
  const load = new Map<PeerId, number>();
  for (const facts of files) {
    const tried = asked.get(facts.fileId) ?? new Set();
    const [holder] = facts.holders
      .filter(({ complete, gone, peerId }) => complete && !gone && peerId !== deps.self)
      .filter(({ peerId }) => answers.has(peerId) && !tried.has(peerId))
      .map(({ peerId }) => peerId)
      .sort((a, b) => (load.get(a) ?? 0) - (load.get(b) ?? 0));
    const to = holder && deps.membership.addressOf(holder);
    if (!holder || !to) continue;
    asked.set(facts.fileId, tried.add(holder));
    load.set(holder, (load.get(holder) ?? 0) + 1);
    const question = open.get(holder) ?? { to, fileIds: [], bytes: 0 };
    open.set(holder, question);
    question.fileIds.push(facts.fileId);
    question.bytes += toldSize(facts) ?? 0;
    const isFull = question.fileIds.length >= QUESTION_FILES_MAX || question.bytes >= QUESTION_BYTES_MAX / 2;
    if (isFull) {
      full.push(question);
      open.delete(holder);
    }
  }
  return [...full, ...open.values()];
}

async function ask(
  { small, log }: FetchSmallDeps,
  { to, fileIds }: Question,
  fetched: Map<FileId, Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  try {
    const wanted = new Set(fileIds);
    for (const { fileId, data } of await small.readCopies(to, fileIds, signal)) {
      if (!wanted.has(fileId)) continue;
      if (isContentOf(fileId, data)) fetched.set(fileId, data);
      else log.warn({ fileId, peerId: to.peerId }, 'a holder has wrong bytes');
    }
  } catch (error) {
    if (!signal.aborted) log.warn({ peerId: to.peerId, error }, 'a holder did not send a batch of files');
  }
}

function isContentOf(fileId: FileId, data: Uint8Array): boolean {
  const hasher = createContentHasher(false);
  hasher.update(data);
  return hasher.finish().fileId === fileId;
}
