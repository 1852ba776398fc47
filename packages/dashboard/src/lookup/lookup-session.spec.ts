import { describe, expect, it } from 'vitest';
import { contact, hop, id, peer } from '../model/fixtures.ts';
import type { Trace } from '../model/fleet-state.ts';
import type { LookupReply } from '../wire-rest.ts';
import { isFromReply, NO_SESSION, type Question, reduceSession, traceOf } from './lookup-session.ts';

const elm = peer('elm', '2');
const oak = peer('oak', '8');
const question: Question = { key: id('9'), label: 'a.txt', peerId: elm.peerId, routing: 'classic' };
const trace = (lookupId: string, change: Partial<Trace> = {}): Trace => ({
  lookupId,
  peerId: elm.peerId,
  key: id('9'),
  routing: 'classic',
  timeMs: 0,
  hops: [],
  end: null,
  ...change,
});
const traces = (...list: Trace[]) => new Map(list.map((one) => [one.lookupId, one]));
const asked = reduceSession(NO_SESSION, { type: 'ask', question, earlier: new Set(['old']) });
const reply: LookupReply = {
  lookupId: 'mine',
  peerId: elm.peerId,
  key: id('9'),
  routing: 'classic',
  owner: contact(oak),
  successors: [],
  hops: [hop(1, elm, oak)],
  ms: 3,
};

describe('the trace of a question', () => {
  it('is the first new lookup that fits, before any reply', () => {
    const found = traceOf(asked, traces(trace('old'), trace('other', { key: id('1') }), trace('mine')));
    expect(found?.lookupId).toBe('mine');
  });

  it('is the one that the reply names, whatever came first', () => {
    const replied = reduceSession(asked, { type: 'reply', question, reply });
    expect(traceOf(replied, traces(trace('somebody'), trace('mine')))?.lookupId).toBe('mine');
  });

  it('is the reply itself, and says so, when the events were dropped', () => {
    const replied = reduceSession(asked, { type: 'reply', question, reply: { ...reply, lookupId: '' } });
    const shown = traceOf(replied, traces());
    expect(shown?.hops).toHaveLength(1);
    expect(isFromReply(replied, shown)).toBe(true);
    expect(traceOf(replied, traces())).toBe(shown);
  });

  it('stays away while nothing is known', () => {
    expect(traceOf(asked, traces(trace('old')))).toBeNull();
    expect(traceOf(NO_SESSION, traces(trace('x')))).toBeNull();
  });
});

describe('a session', () => {
  it('takes no notice of the answer to an older question', () => {
    const newer = reduceSession(asked, { type: 'ask', question: { ...question }, earlier: new Set() });
    expect(reduceSession(newer, { type: 'reply', question, reply })).toBe(newer);
    expect(reduceSession(newer, { type: 'fail', question, code: 'BUSY', message: '' })).toBe(newer);
  });

  it('watches a lookup of somebody else, and is gone when dismissed', () => {
    const watching = reduceSession(asked, { type: 'watch', lookupId: 'old' });
    expect(traceOf(watching, traces(trace('old')))?.lookupId).toBe('old');
    expect(reduceSession(watching, { type: 'dismiss' })).toBe(NO_SESSION);
  });
});
