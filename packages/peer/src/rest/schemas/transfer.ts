import { z } from 'zod';
import type { TransferView } from '../../files/ports.ts';
import { rfc3339 } from '../rfc3339.ts';
import { hexOut } from './identifiers.ts';

/** Bytes on their way. */
export const transferSchema = z
  .object({
    transferId: z.string(),
    kind: z.enum(['put', 'get', 'replicate', 'repair']),
    fileId: z.string().describe('Empty until the bytes are known'),
    name: z.string(),
    size: z.number().nullable().describe('Bytes in all; null while unknown'),
    moved: z.number().describe('Bytes so far'),
    state: z.enum(['running', 'done', 'failed', 'cancelled']),
    startedAt: z.string().describe('RFC 3339'),
    bytesPerSecond: z.number().describe('Over the last seconds; 0 when it has ended'),
    secondsLeft: z.number().nullable().describe('At that speed; null while unknown and when it has ended'),
    sources: z.array(z.object({ peerId: hexOut, moved: z.number(), bytesPerSecond: z.number() })),
  })
  .meta({ id: 'Transfer' });

export type TransferJson = z.infer<typeof transferSchema>;

export function transferJson(transfer: TransferView): TransferJson {
  const { transferId, kind, fileId, name, moved, state, bytesPerSecond } = transfer;
  return {
    transferId,
    kind,
    fileId,
    name,
    size: transfer.size ?? null,
    moved,
    state,
    startedAt: rfc3339(transfer.startTimeMs),
    bytesPerSecond,
    secondsLeft: secondsLeft(transfer),
    sources: transfer.sources.map((source) => ({ ...source })),
  };
}

function secondsLeft({ size, moved, bytesPerSecond }: TransferView): number | null {
  if (size === undefined || bytesPerSecond === 0) return null;
  return Math.ceil(Math.max(0, size - moved) / bytesPerSecond);
}
