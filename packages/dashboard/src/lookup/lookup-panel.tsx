'use client';
import { useState } from 'react';
import { useServices, useStore, useView } from '../use-services.tsx';
import { Compare } from './compare.tsx';
import { LookupForm } from './lookup-form.tsx';
import { RecentLookups } from './recent-lookups.tsx';
import { TraceText } from './trace-text.tsx';

/** Asks for the owner of a key, and tells in words what the ring shows in lines. */
export function LookupPanel() {
  const { lookup, peer } = useView();
  const { question } = useStore(useServices().session);
  const [asked, setAsked] = useState(question);
  // A lookup that is drawn from the comparison is no new question.
  if (question !== null && question !== asked) setAsked(question);
  const compared = question ?? asked;
  return (
    <div>
      <LookupForm key={lookup ?? ''} linkedKey={lookup} at={peer} />
      <TraceText />
      {compared !== null && <Compare key={compared.key + compared.peerId} question={compared} />}
      <RecentLookups />
    </div>
  );
}
