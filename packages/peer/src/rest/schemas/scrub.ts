import { z } from 'zod';
import type { ScrubDoor } from '../ports.ts';
import { rfc3339 } from '../rfc3339.ts';

/** How the check of all copies stands. */
export const scrubSchema = z
  .object({
    running: z.boolean().describe('A pass goes on'),
    startedAt: z.string().nullable().describe('RFC 3339; of the last pass, or of the one under way'),
    endedAt: z.string().nullable().describe('RFC 3339; of the last whole pass'),
    checkedFiles: z.number().int(),
    checkedBytes: z.number().int(),
    lostFiles: z
      .number()
      .int()
      .describe('Copies that did not match: put aside, and fetched anew from others'),
    passes: z.number().int(),
    lostFilesEver: z.number().int().describe('In all passes'),
  })
  .meta({ id: 'Scrub' });

export function scrubJson(scrub: ScrubDoor): z.infer<typeof scrubSchema> {
  const { cursor: _cursor, startMs, endMs, ...counts } = scrub.status();
  return { ...counts, startedAt: timeOf(startMs), endedAt: timeOf(endMs) };
}

function timeOf(ms: number): string | null {
  return ms === 0 ? null : rfc3339(ms);
}
