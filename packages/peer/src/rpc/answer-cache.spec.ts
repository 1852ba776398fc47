import type { LookupStepReply, Neighbors } from '@acorde/chord';
import { neighborsFromMessage, stepReplyFromMessage } from '@acorde/protocol';
import {
  GetNeighborsResponseSchema,
  LookupStepResponseSchema,
} from '@acorde/protocol/gen/acorde/internal/v1/member_pb.ts';
import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { AnswerCache } from './answer-cache.ts';
import { answerNeighbors } from './neighbors-answer.ts';
import { StepAnswers } from './step-answer.ts';
import { contactOf, KEY, PEER_A, PEER_B } from './test/fakes.ts';

const member = contactOf(PEER_A, '127.0.0.1:1');
const neighbors: Neighbors = { member, predecessor: null, successors: [contactOf(PEER_B, '127.0.0.1:2')] };
const NONE = new Uint8Array();

const answer = (to: Neighbors, known: Uint8Array) =>
  create(GetNeighborsResponseSchema, answerNeighbors(to, known));

describe('neighbours that are asked for again', () => {
  it('are told in full to a stranger, and as unchanged to one who has them', () => {
    const first = answer(neighbors, NONE);
    expect(neighborsFromMessage(first)).toEqual(neighbors);
    expect(answer(neighbors, first.digest)).toMatchObject({ unchanged: true, successors: [] });
  });

  it.each([
    ['another predecessor', { predecessor: contactOf(PEER_B) }],
    ['one successor less', { successors: [] }],
    ['a later life', { member: { ...member, incarnation: 9 } }],
  ])('are told in full again with %s', (_, change) => {
    const { digest } = answer(neighbors, NONE);
    const changed = { ...neighbors, ...change };
    expect(neighborsFromMessage(answer(changed, digest))).toEqual(changed);
  });

  it('are told in full to one who sends a digest that is none', () => {
    expect(answer(neighbors, new Uint8Array(1_000)).unchanged).toBe(false);
  });
});

describe('an owner that is asked again', () => {
  const reply = { kind: 'owner' as const, owner: member, successors: neighbors.successors };
  const step = (answers: StepAnswers, to: LookupStepReply, known: Uint8Array = NONE) => {
    const message = create(LookupStepResponseSchema, answers.answer(to, known));
    return { message, owner: message.answer.case === 'owner' ? message.answer.value : null };
  };

  it('tells its list in full to a stranger, and as unchanged to one who has it', () => {
    const answers = new StepAnswers();
    const first = step(answers, reply);
    expect(stepReplyFromMessage(first.message)).toEqual(reply);
    const known = first.owner?.digest ?? NONE;
    expect(step(answers, reply, known).owner).toMatchObject({ unchanged: true, successors: [] });
    const changed = { ...reply, successors: [contactOf(PEER_B, '127.0.0.1:9')] };
    expect(stepReplyFromMessage(step(answers, changed, known).message)).toEqual(changed);
  });

  it('names closer members in full, whatever the caller knows', () => {
    const closer = { kind: 'closer' as const, next: [{ contact: member, reason: 'finger 3' }] };
    expect(stepReplyFromMessage(step(new StepAnswers(), closer, new Uint8Array(16)).message)).toEqual(closer);
  });
});

describe('the last answers', () => {
  const digest = new Uint8Array(16).fill(7);

  it('are confirmed by the very digest that was sent along', () => {
    const cache = new AnswerCache<Neighbors>();
    cache.remember(member.memberId, digest, neighbors);
    expect(cache.confirmed(member.memberId, cache.digestOf(member.memberId))).toBe(neighbors);
    expect(cache.confirmed(member.memberId, digest.slice())).toBeNull();
    expect(cache.confirmed(KEY, digest)).toBeNull();
  });

  it('are not kept without a digest of the right length', () => {
    const cache = new AnswerCache<Neighbors>();
    cache.remember(member.memberId, digest, neighbors);
    cache.remember(member.memberId, NONE, neighbors);
    expect(cache.digestOf(member.memberId)).toHaveLength(0);
  });

  it('are kept of a bounded number of members', () => {
    const cache = new AnswerCache<Neighbors>();
    const nth = (i: number) => i.toString(16).padStart(64, '0') as typeof member.memberId;
    for (let i = 0; i < 1_100; i += 1) cache.remember(nth(i), digest, neighbors);
    expect([cache.digestOf(nth(0)), cache.digestOf(nth(1_099))]).toEqual([NONE, digest]);
  });
});
