'use client';
import { useView } from '../use-services.tsx';
import { LookupForm } from './lookup-form.tsx';
import { RecentLookups } from './recent-lookups.tsx';
import { TraceText } from './trace-text.tsx';

/** Asks for the owner of a key, and tells in words what the ring shows in lines. */
export function LookupPanel() {
  const { lookup, peer } = useView();
  return (
    <div>
      <LookupForm key={lookup ?? ''} linkedKey={lookup} at={peer} />
      <TraceText />
      <RecentLookups />
    </div>
  );
}
