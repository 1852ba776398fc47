// One question of the reader, from asking to dismissing. The hops come from the fleet's events; the reply only tells
// which lookup was ours, and stands in, marked as such, when the events were dropped on their way.
import type { Trace } from '../model/fleet-state.ts';
import type { RoutingName } from '../wire-event.ts';
import type { LookupReply } from '../wire-rest.ts';
import { advance, control, type Playback, type PlaybackAction, START } from './playback.ts';

export interface Question {
  /** 64 hex digits. */
  readonly key: string;
  /** What the reader wrote or chose. */
  readonly label: string;
  readonly peerId: string;
  readonly routing: RoutingName;
  /** True when the label is a name that no file has: the key is its SHA-256. */
  readonly unnamed?: boolean;
}

export interface LookupSession {
  /** What was asked here; null when a lookup seen in the fleet is shown instead, or none. */
  readonly question: Question | null;
  /** Lookups that had been seen when the question was asked: none of them is its trace. */
  readonly earlier: ReadonlySet<string>;
  /** The lookup to show, once known. */
  readonly lookupId: string | null;
  readonly reply: LookupReply | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly playback: Playback;
}

export type SessionAction =
  | { readonly type: 'ask'; readonly question: Question; readonly earlier: ReadonlySet<string> }
  | { readonly type: 'reply'; readonly question: Question; readonly reply: LookupReply }
  | { readonly type: 'fail'; readonly question: Question; readonly code: string; readonly message: string }
  | { readonly type: 'watch'; readonly lookupId: string }
  | { readonly type: 'dismiss' }
  | { readonly type: 'control'; readonly action: PlaybackAction; readonly trace: Trace | null }
  | { readonly type: 'advance'; readonly dtMs: number; readonly trace: Trace | null };

export const NO_SESSION: LookupSession = {
  question: null,
  earlier: new Set(),
  lookupId: null,
  reply: null,
  error: null,
  playback: START,
};

export function reduceSession(session: LookupSession, action: SessionAction): LookupSession {
  switch (action.type) {
    case 'ask':
      return { ...NO_SESSION, question: action.question, earlier: action.earlier };
    case 'reply':
      if (session.question !== action.question) return session;
      return { ...session, reply: action.reply, lookupId: action.reply.lookupId || session.lookupId };
    case 'fail':
      if (session.question !== action.question) return session;
      return { ...session, error: { code: action.code, message: action.message } };
    case 'watch':
      return { ...NO_SESSION, lookupId: action.lookupId };
    case 'dismiss':
      return NO_SESSION;
    case 'control':
      return { ...session, playback: control(session.playback, action.action, action.trace?.hops ?? []) };
    case 'advance': {
      const ended = action.trace?.end != null;
      const playback = advance(session.playback, action.trace?.hops ?? [], ended, action.dtMs);
      return playback === session.playback ? session : { ...session, playback };
    }
  }
}

/** The trace that belongs to the session: by its id, else the first new one that fits the question, else the reply. */
export function traceOf(session: LookupSession, traces: ReadonlyMap<string, Trace>): Trace | null {
  const known = session.lookupId === null ? undefined : traces.get(session.lookupId);
  if (known !== undefined) return known;
  const { question } = session;
  if (question === null) return null;
  for (const trace of traces.values()) {
    const fits =
      trace.key === question.key && trace.peerId === question.peerId && trace.routing === question.routing;
    if (fits && !session.earlier.has(trace.lookupId)) return trace;
  }
  return session.reply === null ? null : traceOfReply(session.reply);
}

/** True when what is shown is the reply, because its events never came. */
export function isFromReply(session: LookupSession, trace: Trace | null): boolean {
  return trace !== null && trace.lookupId === REPLY_ID && session.reply !== null;
}

const REPLY_ID = 'reply';
const made = new WeakMap<LookupReply, Trace>();

function traceOfReply(reply: LookupReply): Trace {
  let trace = made.get(reply);
  if (trace === undefined) {
    const { peerId, key, routing, hops, owner, ms } = reply;
    const end = { ownerId: owner?.memberId ?? null, hops: hops.length, ms, error: '' };
    trace = { lookupId: REPLY_ID, peerId, key, routing, timeMs: 0, hops, end };
    made.set(reply, trace);
  }
  return trace;
}
