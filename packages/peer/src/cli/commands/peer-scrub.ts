import type { Context } from '../context.ts';
import { size } from '../format.ts';
import type { GlobalOptions } from '../global-options.ts';
import { table } from '../table.ts';

export interface ScrubOptions extends GlobalOptions {
  readonly now?: boolean;
}

interface ScrubAnswer {
  readonly running: boolean;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly checkedFiles: number;
  readonly checkedBytes: number;
  readonly lostFiles: number;
  readonly passes: number;
  readonly lostFilesEver: number;
}

/** `acorde peer scrub` */
export async function scrubPeer({ api, show }: Context, { now = false }: ScrubOptions): Promise<void> {
  const answer = await api.json<ScrubAnswer>('/v1/scrub', { method: now ? 'POST' : 'GET' });
  show(answer, () => describe(answer));
}

function describe(scrub: ScrubAnswer): string {
  return table([
    ['check', scrub.running ? 'under way' : scrub.startedAt === null ? 'none yet' : 'done'],
    ['started', scrub.startedAt ?? '-'],
    ['last end', scrub.endedAt ?? '-'],
    ['checked', `${scrub.checkedFiles} copies, ${size(scrub.checkedBytes)}`],
    ['put aside', `${scrub.lostFiles} in this pass, ${scrub.lostFilesEver} ever`],
    ['passes', String(scrub.passes)],
  ]);
}
