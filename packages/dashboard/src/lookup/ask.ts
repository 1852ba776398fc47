import { ApiError } from '../api/call.ts';
import type { Services } from '../services.ts';
import type { Question } from './lookup-session.ts';

/** Asks a peer for the owner of a key, and shows the lookup as its events arrive. */
export async function ask(
  services: Pick<Services, 'api' | 'fleet' | 'session' | 'view'>,
  question: Question,
): Promise<void> {
  const { api, fleet, session, view } = services;
  session.dispatch({ type: 'ask', question, earlier: new Set(fleet.getState().traces.keys()) });
  view.dispatch({ lookup: question.key, tab: 'lookup' });
  try {
    const { key, peerId, routing } = question;
    const reply = await api.lookup({ key, peerId, routing }, new AbortController().signal);
    session.dispatch({ type: 'reply', question, reply });
  } catch (cause) {
    const { code, message } =
      cause instanceof ApiError ? cause : { code: 'INTERNAL', message: String(cause) };
    session.dispatch({ type: 'fail', question, code, message });
  }
}
