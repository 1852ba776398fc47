'use client';
import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { BareSelect, TextField } from '../ui/field.tsx';
import { Notice, Skeleton } from '../ui/section.tsx';
import { useServices, useText, useView } from '../use-services.tsx';
import type { FilesReply } from '../wire-rest.ts';
import { EntryList } from './entry-list.tsx';
import { ENTRY_ORDERS, type EntryOrder, inOrder } from './entry-order.ts';
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
  const [order, setOrder] = useState<EntryOrder>('name');
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
        {reply !== null && <Told reply={reply} order={order} onOrder={setOrder} />}
      </div>
      {error !== null && <ErrorNotice error={error} onRetry={retry} />}
      {reply === null && loading && <Skeleton rows={6} />}
      {reply !== null && reply.entries.length === 0 && (
        <Notice>{query === '' ? t.files.empty : t.files.noMatch(query)}</Notice>
      )}
      {reply !== null && (
        <div className="p-2">
          <EntryList entries={inOrder(reply.entries, order)} selectedFileId={null} />
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

/** Who answered, and in which order: another one than by name is made of what is shown, and says so when that is a part. */
function Told({
  reply: { entries, nextPageToken, partitionsAnswered, partitionsTotal },
  order,
  onOrder,
}: {
  reply: FilesReply;
  order: EntryOrder;
  onOrder: (order: EntryOrder) => void;
}) {
  const t = useText();
  const isPart = order !== 'name' && nextPageToken !== '';
  return (
    <div className="flex items-center gap-2">
      <p role="status" className="hint mr-auto">
        {t.files.answered(partitionsAnswered, partitionsTotal)}
        {partitionsAnswered < partitionsTotal && ` · ${t.files.partial}`}
        {isPart && ` · ${t.files.sortedPart(entries.length)}`}
      </p>
      <BareSelect
        label={t.files.sort}
        value={order}
        onChange={(event) => onOrder(ENTRY_ORDERS.find((one) => one === event.target.value) ?? 'name')}
      >
        {ENTRY_ORDERS.map((one) => (
          <option key={one} value={one}>
            {t.files.orders[one]}
          </option>
        ))}
      </BareSelect>
    </div>
  );
}
