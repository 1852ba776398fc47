'use client';
import { FOLDER_TYPE } from '@acorde/protocol/folder-list.ts';
import { formatBytes } from '../text/format.ts';
import { plainText } from '../text/plain-text.ts';
import { Icon } from '../ui/icon.tsx';
import { useFleet, useServices } from '../use-services.tsx';
import type { EntryView } from '../wire-event.ts';

/** File names, each with its size and the peer that shares it. Names are text and nothing else. */
export function EntryList({
  entries,
  selectedFileId,
}: {
  entries: readonly EntryView[];
  selectedFileId: string | null;
}) {
  const { view } = useServices();
  const peers = useFleet((state) => state.peers);
  return (
    <ul>
      {entries.map((entry) => (
        <li key={entry.entryId}>
          <button
            type="button"
            aria-current={entry.fileId === selectedFileId ? 'true' : undefined}
            className="flex h-9 w-full items-center gap-2.5 rounded-md px-2 text-left transition-colors duration-[120ms] hover:bg-hover aria-[current]:bg-accent-soft"
            onClick={() => view.dispatch({ file: entry.fileId, tab: 'files' })}
          >
            <span className="text-muted">
              <Icon name={entry.mediaType === FOLDER_TYPE ? 'folder' : 'file'} />
            </span>
            <bdi className="min-w-0 flex-1 truncate font-medium" title={plainText(entry.name)}>
              {plainText(entry.name)}
            </bdi>
            <bdi className="max-w-20 truncate text-xs text-muted">
              {peers.get(entry.peerId)?.name ?? entry.peerId.slice(0, 8)}
            </bdi>
            <span className="w-16 shrink-0 text-right text-xs text-muted">{formatBytes(entry.size)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
