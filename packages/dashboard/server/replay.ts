// Pages of facts from the timeline, as the browser gets them: for what this gateway no longer holds, or never saw.
import { AcordeError } from '@acorde/protocol';
import type { EventView } from '../src/wire-event.ts';
import type { EventMatch } from './event-filter.ts';
import { eventView } from './event-view.ts';
import type { Logger } from './logger.ts';
import { eventFromCloudEvent } from './source/cloud-event.ts';
import type { Timeline, TimelineStart } from './source/timeline.ts';

export interface Replay {
  /** At most `limit` facts that match; a time is exact here. Null when the timeline cannot be read. Errors: OVERLOADED. */
  page(start: TimelineStart, limit: number, matches: EventMatch): Promise<ReplayPage | null>;
}

export interface ReplayPage {
  readonly next: number;
  readonly more: boolean;
  readonly events: readonly EventView[];
}

const READS_MAX = 4;
/** A page of few that match looks at no more messages than this. */
const MESSAGES_MAX = 20_000;

export function createReplay({ timeline, logger }: { timeline: Timeline; logger: Logger }): Replay {
  let reads = 0;

  async function read(start: TimelineStart, limit: number, matches: EventMatch): Promise<ReplayPage> {
    const sinceMs = 'timeMs' in start ? start.timeMs : 0;
    // Peers publish again what a dying broker did not confirm.
    const events = new Map<string, EventView>();
    let looked = 0;
    const { next, more } = await timeline.read(start, (body) => {
      looked += 1;
      const event = parse(body);
      if (event && event.timeMs >= sinceMs && matches(event))
        events.set(event.id, events.get(event.id) ?? event);
      return events.size < limit && looked < MESSAGES_MAX;
    });
    return { next, more, events: [...events.values()] };
  }

  return {
    async page(start, limit, matches) {
      if (reads >= READS_MAX)
        throw new AcordeError('OVERLOADED', `${READS_MAX} readings of the timeline run already`);
      reads += 1;
      try {
        return await read(start, limit, matches);
      } catch (error) {
        logger.warn({ err: error }, 'events: the timeline cannot be read');
        return null;
      } finally {
        reads -= 1;
      }
    },
  };
}

/** Null for what is no fact of this version: anybody who may publish may have sent anything. */
function parse(body: Uint8Array): EventView | null {
  try {
    const event = eventFromCloudEvent(body);
    return event.seq === 0n ? null : eventView(event, () => '');
  } catch {
    return null;
  }
}
