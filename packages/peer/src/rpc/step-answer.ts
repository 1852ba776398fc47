import type { Contact, LookupStepReply } from '@acorde/chord';
import { contactToMessage, stepReplyToMessage } from '@acorde/protocol';
import {
  type LookupStepResponseSchema,
  OwnerSchema,
} from '@acorde/protocol/gen/acorde/internal/v1/member_pb.ts';
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { answerDigest } from './answer-digest.ts';

/** Answers the steps of lookups. A list never changes, it is replaced: its digest is computed once. */
export class StepAnswers {
  readonly #digests = new WeakMap<readonly Contact[], Buffer>();

  /** For one who knows the answer as owner with the digest `known` (empty: none). */
  answer(reply: LookupStepReply, known: Uint8Array): MessageInitShape<typeof LookupStepResponseSchema> {
    if (reply.kind === 'closer') return stepReplyToMessage(reply);
    const digest = this.#digestOf(reply.owner, reply.successors);
    if (digest.equals(known)) return { answer: { case: 'owner', value: { unchanged: true } } };
    const { answer } = stepReplyToMessage(reply);
    return { answer: { case: 'owner', value: { ...(answer?.value as object), digest } } };
  }

  #digestOf(owner: Contact, successors: readonly Contact[]): Buffer {
    let digest = this.#digests.get(successors);
    if (digest === undefined) {
      const value = { owner: contactToMessage(owner), successors: successors.map(contactToMessage) };
      digest = answerDigest(OwnerSchema, create(OwnerSchema, value));
      this.#digests.set(successors, digest);
    }
    return digest;
  }
}
