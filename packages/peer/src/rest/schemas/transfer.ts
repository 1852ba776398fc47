import type { PiecesView, TransferView } from '@acorde/protocol';
import { z } from 'zod';
import { rfc3339 } from '../rfc3339.ts';
import { hexOut } from './identifiers.ts';

const piecesSchema = z
  .object({
    chunks: z.number().describe('Chunks of 1 MiB, the last one shorter'),
    chunksPerPiece: z.number().describe('Chunks that one piece stands for'),
    runs: z
      .array(
        z.object({
          count: z.number().describe('Pieces that follow one another and are alike'),
          state: z
            .enum(['missing', 'partly', 'fetching', 'done'])
            .describe(
              'fetching: a chunk of it is on its way; partly: some are there, nobody is asked for more',
            ),
          source: z
            .number()
            .nullable()
            .describe(
              'Which of the sources gave the newest chunk or is asked for one, from 0; null for none',
            ),
        }),
      )
      .describe('In order; their counts make up all the pieces'),
  })
  .meta({ id: 'TransferPieces' })
  .describe('The bytes in at most 200 pieces of whole chunks; null while the size is unknown');

const sourceSchema = z
  .object({
    peerId: hexOut,
    moved: z.number().describe('Bytes that it gave or took'),
    bytesPerSecond: z.number(),
    state: z
      .enum(['active', 'durable', 'dropped'])
      .describe('durable: it has the whole copy on its disk; dropped: it is given up for this transfer'),
    error: z.string().describe('Why it was dropped, a code such as CONTENT_CORRUPT; empty otherwise'),
  })
  .meta({ id: 'TransferSource' });

/** Bytes on their way. */
export const transferSchema = z
  .object({
    transferId: z.string(),
    kind: z.enum(['put', 'get', 'replicate', 'repair']),
    fileId: z.string().describe('Empty until the bytes are known'),
    name: z.string(),
    size: z.number().nullable().describe('Bytes in all; null while unknown'),
    moved: z.number().describe('Bytes so far'),
    state: z.enum(['running', 'paused', 'done', 'failed', 'cancelled']),
    startedAt: z.string().describe('RFC 3339'),
    bytesPerSecond: z.number().describe('Over the last seconds; 0 when it has ended'),
    secondsLeft: z.number().nullable().describe('At that speed; null while unknown and when it has ended'),
    sources: z.array(sourceSchema).describe('The peers that give or take bytes'),
    pieces: piecesSchema.nullable(),
    copies: z.number().describe('Of a put: copies that are durable by now; rises after the put is done, too'),
    copiesWanted: z.number().describe('Of a put: copies that are to be made'),
  })
  .meta({ id: 'Transfer' });

export type TransferJson = z.infer<typeof transferSchema>;

export function transferJson(transfer: TransferView): TransferJson {
  const { startTimeMs, size, secondsLeft, pieces, sources, ...same } = transfer;
  return {
    ...(same as Pick<TransferJson, keyof typeof same>),
    size: size ?? null,
    startedAt: rfc3339(startTimeMs),
    secondsLeft: secondsLeft ?? null,
    sources: sources as TransferJson['sources'],
    pieces: pieces ? piecesJson(pieces) : null,
  };
}

function piecesJson({ runs, ...same }: PiecesView): TransferJson['pieces'] {
  return { ...same, runs: runs.map((run) => ({ ...run, source: run.source ?? null })) };
}
