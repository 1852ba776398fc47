// Neighbours are asked for at every turn of stabilize, and mostly nothing has changed. An answer carries a digest; who
// sends it along with the next question hears `unchanged` instead of the same two kilobytes.
import { createHash } from 'node:crypto';
import type { Neighbors } from '@acorde/chord';
import { neighborsToMessage } from '@acorde/protocol';
import { GetNeighborsResponseSchema } from '@acorde/protocol/gen/acorde/internal/v1/member_pb.ts';
import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';

const DIGEST_BYTES = 16;

/** The answer to a question for neighbours by one who knows the answer with the digest `known` (empty: none). */
export function answerNeighbors(
  neighbors: Neighbors,
  known: Uint8Array,
): MessageInitShape<typeof GetNeighborsResponseSchema> {
  const message = create(GetNeighborsResponseSchema, neighborsToMessage(neighbors));
  const hash = createHash('sha256').update(toBinary(GetNeighborsResponseSchema, message)).digest();
  const digest = hash.subarray(0, DIGEST_BYTES);
  return digest.equals(known) ? { unchanged: true } : { ...message, digest };
}
