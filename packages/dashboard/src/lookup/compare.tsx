'use client';
import { useState } from 'react';
import { membersById } from '../model/members.ts';
import { formatMs, shortId } from '../text/format.ts';
import { useIsPast } from '../time/use-past.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { Section } from '../ui/section.tsx';
import { useFleet, useServices, useText } from '../use-services.tsx';
import type { LookupReply } from '../wire-rest.ts';
import type { Question } from './lookup-session.ts';

const WAYS = ['classic', 'full'] as const;

/** The same key asked of the same peer by fingers alone and by full membership, side by side. */
export function Compare({ question }: { question: Question }) {
  const t = useText();
  const { api } = useServices();
  const past = useIsPast();
  const [replies, setReplies] = useState<readonly LookupReply[] | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const go = async () => {
    setBusy(true);
    setError(null);
    const { key, peerId } = question;
    const { signal } = new AbortController();
    try {
      // One after the other: two at once would slow each other down.
      const classic = await api.lookup({ key, peerId, routing: 'classic' }, signal);
      setReplies([classic, await api.lookup({ key, peerId, routing: 'full' }, signal)]);
    } catch (cause) {
      setError(cause);
    }
    setBusy(false);
  };
  return (
    <Section
      title={t.compare.title}
      aside={
        <Button disabled={busy || past} onClick={() => void go()}>
          {busy ? t.compare.going : t.compare.go}
        </Button>
      }
    >
      {error !== null && <ErrorNotice error={error} />}
      {replies !== null && <Table replies={replies} />}
    </Section>
  );
}

function Table({ replies }: { replies: readonly LookupReply[] }) {
  const t = useText();
  const { session } = useServices();
  const members = useFleet((state) => membersById(state.peers));
  const ownerOf = ({ owner }: LookupReply) =>
    owner === null ? '–' : (members.get(owner.memberId)?.name ?? shortId(owner.memberId));
  const agree = replies[0]?.owner?.memberId === replies[1]?.owner?.memberId;
  const rows: readonly (readonly [string, (reply: LookupReply) => string])[] = [
    [t.compare.hops, ({ hops }) => String(hops.length)],
    [t.compare.time, ({ ms }) => formatMs(ms)],
    [t.compare.owner, ownerOf],
  ];
  return (
    <>
      <table className="w-full text-sm">
        <thead>
          <tr>
            <td />
            {WAYS.map((way) => (
              <th key={way} scope="col" className="label pb-1 text-right font-medium">
                {t.compare[way]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, words]) => (
            <tr key={name} className="border-t border-line">
              <th scope="row" className="label py-1 text-left font-medium">
                {name}
              </th>
              {replies.map((reply) => (
                <td key={reply.routing} className="py-1 text-right">
                  <bdi>{words(reply)}</bdi>
                </td>
              ))}
            </tr>
          ))}
          <tr className="border-t border-line">
            <td />
            {replies.map(({ routing, lookupId }) => (
              <td key={routing} className="pt-1 text-right">
                <Button
                  kind="quiet"
                  disabled={lookupId === ''}
                  onClick={() => session.dispatch({ type: 'watch', lookupId })}
                >
                  {t.compare.draw}
                </Button>
              </td>
            ))}
          </tr>
        </tbody>
      </table>
      <p role="status" className="hint mt-2">
        {agree ? t.compare.agree : t.compare.differ}
      </p>
    </>
  );
}
