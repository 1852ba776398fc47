// The launcher's control API as the gateway calls it: on this machine alone, with a token that only the two know. Where
// no launcher started this gateway there is none, and the fleet can be watched but not operated from here.
import { AcordeError, isErrorCode } from '@acorde/protocol';
import { z } from 'zod';
import type { Operation, ProcessView } from '../src/wire-operate.ts';
import type { System } from './system.ts';

export interface Launcher {
  processes(): Promise<{ canKill: boolean; processes: ProcessView[] }>;
  add(): Promise<ProcessView>;
  operate(peerId: string, operation: Operation): Promise<ProcessView>;
}

const view = z.object({
  peerId: z.string(),
  name: z.string(),
  pid: z.number(),
  state: z.enum(['running', 'starting', 'stopping', 'stopped', 'ended']),
});
const list = z.object({ canKill: z.boolean(), processes: z.array(view).max(1024) });
const problem = z.object({ code: z.string(), detail: z.string() });

/** Starting a peer and letting it join takes seconds on a busy machine. */
const TIMEOUT_MS = 60_000;

export interface LauncherAccess {
  /** http://127.0.0.1:PORT */
  readonly url: string;
  readonly token: string;
  readonly fetcher: typeof fetch;
  readonly system: System;
}

export function createLauncher({ url, token, fetcher, system }: LauncherAccess): Launcher {
  async function call<T>(method: string, path: string, answer: z.ZodType<T>): Promise<T> {
    const headers = { authorization: `Bearer ${token}` };
    const late = new AbortController();
    const cancel = system.schedule(TIMEOUT_MS, () => late.abort());
    const response = await fetcher(`${url}${path}`, { method, headers, signal: late.signal }).catch(
      (cause: unknown) => {
        throw new AcordeError('PEER_UNREACHABLE', 'the launcher does not answer', { cause });
      },
    );
    const body: unknown = await response.json().catch(() => null);
    cancel();
    if (response.ok) return answer.parse(body);
    const { code, detail } = problem.safeParse(body).data ?? { code: 'INTERNAL', detail: 'no reason given' };
    throw new AcordeError(isErrorCode(code) ? code : 'INTERNAL', detail);
  }

  return {
    processes: () => call('GET', '/v1/processes', list),
    add: () => call('POST', '/v1/processes', view),
    operate: (peerId, operation) => call('POST', `/v1/processes/${peerId}/${operation}`, view),
  };
}
