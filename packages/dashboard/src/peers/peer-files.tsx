'use client';
import { useState } from 'react';
import { EntryList } from '../files/entry-list.tsx';
import { useFileSearch } from '../files/use-file-search.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { Section } from '../ui/section.tsx';
import { useText } from '../use-services.tsx';

const PAGE = 10;

/** The peer's own index: the names under which it shares files. */
export function PeerFiles({ peerId }: { peerId: string }) {
  const t = useText();
  const [pageSize, setPageSize] = useState(PAGE);
  const { reply, error } = useFileSearch({ text: '', peerId, pageSize });
  return (
    <Section
      title={t.peer.files}
      aside={
        reply !== null && (
          <span className="hint">
            {reply.entries.length}
            {reply.nextPageToken !== '' && '+'}
          </span>
        )
      }
    >
      {error !== null && <ErrorNotice error={error} />}
      {reply !== null && reply.entries.length === 0 && <p className="text-muted">{t.peer.noFiles}</p>}
      {reply !== null && (
        <div className="-mx-2">
          <EntryList entries={reply.entries} selectedFileId={null} />
        </div>
      )}
      {reply !== null && reply.nextPageToken !== '' && pageSize < 1000 && (
        <Button kind="quiet" onClick={() => setPageSize(Math.min(1000, pageSize * 4))}>
          {t.more}
        </Button>
      )}
    </Section>
  );
}
