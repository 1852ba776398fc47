// Answers the `replay` frames of one socket with a page of facts, or with the reason why there is none: a browser that
// asks for what cannot be had keeps its feed.
import { AcordeError } from '@acorde/protocol';
import { z } from 'zod';
import type { ReplayAnswer } from '../../src/wire.ts';
import { type EventPages, eventPageRequest } from '../event-pages.ts';
import type { Logger } from '../logger.ts';
import { checked } from './input.ts';
import { expected } from './problem.ts';

/** Whom to answer must be known; the rest is looked at later, since its faults can be answered. */
export const replayFrame = z.looseObject({ type: z.literal('replay'), id: z.string().min(1).max(64) });

export interface SocketReplayParts {
  readonly pageOf: EventPages;
  readonly logger: Pick<Logger, 'error'>;
}

/** Answers never with a rejection. */
export type SocketReplay = (frame: z.output<typeof replayFrame>) => Promise<ReplayAnswer>;

export function createSocketReplay({ pageOf, logger }: SocketReplayParts): SocketReplay {
  let running = false;

  async function page(asked: unknown) {
    if (running)
      throw new AcordeError('OVERLOADED', 'a replay runs already on this socket: await its answer');
    running = true;
    try {
      return await pageOf(checked(eventPageRequest, asked));
    } finally {
      running = false;
    }
  }

  return async ({ type, id, ...asked }) => {
    try {
      return { type, id, ...(await page(asked)) };
    } catch (thrown) {
      const error = expected(thrown);
      if (error.code === 'INTERNAL') logger.error({ err: thrown }, 'unexpected error');
      return { type: 'replay_refused', id, code: error.code, detail: error.message };
    }
  };
}
