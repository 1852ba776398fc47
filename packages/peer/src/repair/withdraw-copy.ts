// Giving a copy up without ever having too few: first the ring is told that it is gone, and only when the copy may still
// go after that are the bytes removed. Of two peers that would give up their copies at the same time at least one
// sees the other's withdrawal, since each of them asks all keepers after its own has reached a quorum of them.
import type { RecordsParts } from '../records/records.ts';
import type { Holding } from '../store/store.ts';
import type { Holdings } from './ports.ts';

export interface WithdrawDeps {
  readonly parts: Pick<RecordsParts, 'records'>;
  readonly holdings: Holdings;
}

/** `mayGo` is asked before and after the withdrawal; when it cannot tell, the copy stays. Resolves with whether the copy
 * is gone. Errors: those of `mayGo` before the withdrawal, and of publishing. */
export async function withdrawCopy(
  { parts: { records }, holdings }: WithdrawDeps,
  holding: Holding,
  mayGo: () => Promise<boolean>,
  signal: AbortSignal,
): Promise<boolean> {
  const { fileId } = holding;
  const announce = (shared: boolean, gone: boolean) =>
    records.publish([records.signHolder({ fileId, complete: !gone, shared, gone })], signal);
  if (!(await mayGo())) return false;
  await announce(false, true);
  if (await mayGo().catch(() => false)) await holdings.remove(fileId, holding);
  // It is needed after all, has been stored again meanwhile, or lies in a shared folder too.
  const left = holdings.get(fileId);
  if (left) await announce(left.place === 'shared', false);
  return !left || left.place === 'shared';
}
