'use client';
import { useEffect, useState } from 'react';
import { useFleet, useServices } from '../use-services.tsx';
import type { FilesReply } from '../wire-rest.ts';

export interface FileSearch {
  readonly text: string;
  readonly peerId?: string;
  readonly pageSize: number;
}

const TYPING_MS = 200;

/** Searches when the words change, and again when the fleet's names have changed. Keeps the last reply meanwhile. */
export function useFileSearch({ text, peerId, pageSize }: FileSearch) {
  const { api, clock } = useServices();
  const entries = useFleet((state) => state.files.entries);
  const [state, setState] = useState<{ reply: FilesReply | null; error: unknown; loading: boolean }>({
    reply: null,
    error: null,
    loading: true,
  });
  const [again, setAgain] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `entries` and `again` are reasons to search, not words of the search.
  useEffect(() => {
    const abort = new AbortController();
    const search = async () => {
      setState((before) => ({ ...before, loading: true }));
      const query = { text, pageSize, ...(peerId === undefined ? {} : { peerId }) };
      try {
        const reply = await api.files(query, abort.signal);
        setState({ reply, error: null, loading: false });
      } catch (error) {
        if (!abort.signal.aborted) setState((before) => ({ ...before, error, loading: false }));
      }
    };
    const cancel = clock.after(TYPING_MS, () => void search());
    return () => {
      cancel();
      abort.abort();
    };
  }, [api, clock, text, peerId, pageSize, entries, again]);
  return { ...state, retry: () => setAgain((n) => n + 1) };
}
