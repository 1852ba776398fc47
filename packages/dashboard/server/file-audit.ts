// Which files have too few copies within reach. Asked when somebody looks, never on a timer of its own: the fleet's
// names are paged through and each file's keepers are asked, a few at a time, within bounds of number and time. Who
// asks again within a few seconds gets the same answer.
import { QueryScope } from '@acorde/protocol/gen/acorde/v1/file_pb.ts';
import type { PeerChoice } from './http/peer-choice.ts';
import type { System } from './system.ts';

export interface FileAudit {
  /** Errors: those of the peers, when none answers. */
  read(): Promise<AuditResult>;
  /** As `read`, and never an answer from before this call. */
  readAgain(): Promise<AuditResult>;
}

export interface AuditResult {
  readonly atMs: number;
  readonly total: number;
  readonly files: readonly FileCopies[];
}

export interface FileCopies {
  readonly fileId: string;
  readonly name: string;
  /** Peers with a complete copy that answered for it. */
  readonly holders: readonly string[];
  /** Of these, the ones that keep it as a replica and not in a shared folder. */
  readonly replicas: number;
  readonly wanted: number;
}

const FILES_MAX = 2_000;
const PAGE = 500;
const PAGES_MAX = 20;
const AT_ONCE = 6;
const TIME_MS_MAX = 8_000;
const CALL_MS_MAX = 3_000;
const KEPT_MS = 5_000;

export function createFileAudit(choice: Pick<PeerChoice, 'read'>, system: System): FileAudit {
  let last: { readonly atMs: number; readonly result: Promise<AuditResult> } | null = null;

  async function names(): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    let pageToken = '';
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const query = { query: '', scope: QueryScope.NETWORK, peerId: '', pageSize: PAGE, pageToken };
      const answer = await choice.read(undefined, ({ clients }) =>
        clients.files.query(query, { timeoutMs: CALL_MS_MAX }),
      );
      for (const { fileId, name } of answer.entries) if (!found.has(fileId)) found.set(fileId, name);
      pageToken = answer.nextPageToken;
      if (pageToken === '') break;
    }
    return found;
  }

  async function copies(fileId: string, name: string): Promise<FileCopies | null> {
    const stat = await choice
      .read(undefined, ({ clients }) => clients.files.stat({ fileId }, { timeoutMs: CALL_MS_MAX }))
      .catch(() => null);
    if (stat === null) return null;
    const complete = stat.holders.filter((holder) => holder.complete);
    return {
      ...{ fileId, name, wanted: stat.replicasWanted },
      holders: complete.map(({ peerId }) => peerId),
      replicas: complete.filter(({ shared }) => !shared).length,
    };
  }

  async function run(): Promise<AuditResult> {
    const startMs = system.monotonicMs();
    const all = await names();
    const queue = [...all].slice(0, FILES_MAX);
    const files: FileCopies[] = [];
    const worker = async () => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        if (system.monotonicMs() - startMs > TIME_MS_MAX) return;
        const found = await copies(...next);
        if (found !== null) files.push(found);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    files.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    return { atMs: system.nowMs(), total: all.size, files };
  }

  function readAgain(): Promise<AuditResult> {
    const result = run();
    const mine = { atMs: system.monotonicMs(), result };
    last = mine;
    result.catch(() => {
      if (last === mine) last = null;
    });
    return result;
  }

  return {
    read() {
      const fresh = last !== null && system.monotonicMs() - last.atMs < KEPT_MS;
      return fresh && last !== null ? last.result : readAgain();
    },
    readAgain,
  };
}
