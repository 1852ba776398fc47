import type { Neighbors } from '@acorde/chord';
import { neighborsToMessage } from '@acorde/protocol';
import { GetNeighborsResponseSchema } from '@acorde/protocol/gen/acorde/internal/v1/member_pb.ts';
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { answerDigest } from './answer-digest.ts';

/** The answer to a question for neighbours by one who knows the answer with the digest `known` (empty: none). */
export function answerNeighbors(
  neighbors: Neighbors,
  known: Uint8Array,
): MessageInitShape<typeof GetNeighborsResponseSchema> {
  const message = create(GetNeighborsResponseSchema, neighborsToMessage(neighbors));
  const digest = answerDigest(GetNeighborsResponseSchema, message);
  return digest.equals(known) ? { unchanged: true } : { ...message, digest };
}
