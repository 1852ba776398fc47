import type { Context } from '../context.ts';
import type { GlobalOptions } from '../global-options.ts';
import { table } from '../table.ts';

export interface DrainOptions extends GlobalOptions {
  readonly now?: boolean;
}

interface DrainAnswer {
  readonly running: boolean;
  readonly files: number;
  readonly done: number;
  readonly failed: number;
}

/** `acorde peer drain` */
export async function drainPeer({ api, show }: Context, { now = false }: DrainOptions): Promise<void> {
  const answer = await api.json<DrainAnswer>('/v1/drain', { method: now ? 'POST' : 'GET' });
  show(answer, () => describe(answer));
}

function describe({ running, files, done, failed }: DrainAnswer): string {
  return table([
    ['hand-over', running ? 'under way' : 'none under way'],
    ['files', `${files} had too few copies elsewhere`],
    ['done', String(done)],
    ['failed', String(failed)],
  ]);
}
