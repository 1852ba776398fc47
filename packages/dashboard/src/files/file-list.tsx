'use client';
import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { TextField } from '../ui/field.tsx';
import { Notice, Skeleton } from '../ui/section.tsx';
import { useServices, useText, useView } from '../use-services.tsx';
import { EntryList } from './entry-list.tsx';
import { UploadBox } from './upload-box.tsx';
import { UploadList } from './upload-list.tsx';
import { useFileSearch } from './use-file-search.ts';

const PAGE = 100;

/** The fleet's files by name, and the way to add one. */
export function FileList() {
  const t = useText();
  const { view } = useServices();
  const { query } = useView();
  const [pageSize, setPageSize] = useState(PAGE);
  const { reply, error, loading, retry } = useFileSearch({ text: query, pageSize });
  return (
    <div>
      <div className="space-y-3 border-b border-line px-4 py-3">
        <UploadBox />
        <UploadList />
        <TextField
          label={t.files.search}
          type="search"
          value={query}
          maxLength={255}
          onChange={(e) => view.dispatch({ query: e.target.value })}
        />
        {reply !== null && <Answered answered={reply.partitionsAnswered} total={reply.partitionsTotal} />}
      </div>
      {error !== null && <ErrorNotice error={error} onRetry={retry} />}
      {reply === null && loading && <Skeleton rows={6} />}
      {reply !== null && reply.entries.length === 0 && (
        <Notice>{query === '' ? t.files.empty : t.files.noMatch(query)}</Notice>
      )}
      {reply !== null && (
        <div className="p-2">
          <EntryList entries={reply.entries} selectedFileId={null} />
          {reply.nextPageToken !== '' && pageSize < 1000 && (
            <Button kind="quiet" onClick={() => setPageSize(Math.min(1000, pageSize * 4))}>
              {t.more}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

function Answered({ answered, total }: { answered: number; total: number }) {
  const t = useText();
  return (
    <p role="status" className="hint">
      {t.files.answered(answered, total)}
      {answered < total && ` · ${t.files.partial}`}
    </p>
  );
}
