// What one member tells and another hears, over and over: the list that arrives is always the one that was meant.
import type { Contact } from '@acorde/chord';
import { type BriefList, BriefListSchema } from '@acorde/protocol/gen/acorde/internal/v1/member_pb.ts';
import { create } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Places } from '../identity/places.ts';
import { HeardLists } from './heard-lists.ts';
import { contactOf, PEER_A, PEER_B } from './test/fakes.ts';
import { ToldLists } from './told-lists.ts';

const places = new Places();
const teller = contactOf(PEER_A);
const named = (n: number, incarnation = 1) =>
  contactOf(n.toString(16).padStart(64, '0'), '10.0.0.1:1', incarnation);
const message = (answer: ReturnType<ToldLists['answer']>): BriefList | undefined =>
  answer === null ? undefined : create(BriefListSchema, answer);

/** One question and its answer. */
function ask(told: ToldLists, heard: HeardLists, list: readonly Contact[]) {
  const base = heard.of(teller);
  const answer = message(told.answer(list, base?.version ?? 0));
  return { answer, read: heard.read(teller, answer, base, places) };
}

describe('a list that is told again and again', () => {
  it('is told whole to a stranger, and not at all to one who has it', () => {
    const [told, heard] = [new ToldLists(), new HeardLists()];
    const list = [named(1), named(2)];
    expect(ask(told, heard, list).answer?.fresh).toHaveLength(2);
    const again = ask(told, heard, [...list]);
    expect(again.answer).toBeUndefined();
    expect(again.read).toEqual(list);
  });

  it('names only newcomers, and later lives, to one who has an earlier list', () => {
    const [told, heard] = [new ToldLists(), new HeardLists()];
    ask(told, heard, [named(1), named(2), named(3)]);
    const changed = [named(9), named(2, 2), named(3)];
    const { answer, read } = ask(told, heard, changed);
    expect(read).toEqual(changed);
    expect(answer?.order).toEqual([0, 0, 3]);
    expect(answer?.fresh).toHaveLength(2);
  });

  it('is told whole again to one whose list is forgotten here', () => {
    const [told, heard] = [new ToldLists(), new HeardLists()];
    ask(told, heard, [named(1)]);
    for (let i = 0; i < 20; i += 1) told.answer([named(1), named(i + 2)], 0);
    const { answer, read } = ask(told, heard, [named(1), named(50)]);
    expect(answer?.order).toEqual([]);
    expect(read).toEqual([named(1), named(50)]);
  });

  it('arrives as it was meant, whatever was asked in between', () => {
    const contact = fc.tuple(fc.nat(9), fc.integer({ min: 1, max: 2 })).map(([n, life]) => named(n, life));
    const lists = fc.array(fc.tuple(fc.array(contact, { maxLength: 9 }), fc.nat(2)), { maxLength: 40 });
    const property = fc.property(lists, (questions) => {
      const told = new ToldLists();
      const callers = [new HeardLists(), new HeardLists(), new HeardLists()];
      for (const [list, by] of questions)
        expect(ask(told, callers[by] as HeardLists, list).read).toEqual(list);
    });
    fc.assert(property, { seed: 1, numRuns: 200 });
  });
});

describe('a list that makes no sense', () => {
  const heard = new HeardLists();
  heard.read(teller, create(BriefListSchema, { version: 1 }), null, places);
  it.each([
    ['unchanged, though never told', undefined, null],
    ['a place of a list that is shorter', create(BriefListSchema, { order: [1] }), heard.of(teller)],
    ['a newcomer that is not there', create(BriefListSchema, { order: [0] }), heard.of(teller)],
    ['an endless order', create(BriefListSchema, { order: Array(65).fill(1) }), heard.of(teller)],
    ['endless newcomers', create(BriefListSchema, { fresh: Array(65).fill({}) }), null],
    ['newcomers without a peer', create(BriefListSchema, { fresh: [{}] }), null],
  ])('is refused: %s', (_, list, base) => {
    expect(() => heard.read(teller, list, base, places)).toThrowError(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
  });
});

describe('lists that were heard', () => {
  const one = () => create(BriefListSchema, { version: 4 });

  it('are of one life of their member', () => {
    const heard = new HeardLists();
    heard.read(teller, one(), null, places);
    expect(heard.of(teller)?.version).toBe(4);
    expect(heard.of({ ...teller, incarnation: 2 })).toBeNull();
    expect(heard.of(contactOf(PEER_B))).toBeNull();
  });

  it('are kept of a bounded number of members', () => {
    const heard = new HeardLists();
    for (let i = 0; i < 1_100; i += 1) heard.read(named(i), one(), null, places);
    expect([heard.of(named(0)), heard.of(named(1_099))?.version]).toEqual([null, 4]);
  });
});
