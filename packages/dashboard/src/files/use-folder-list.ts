'use client';
import { FolderFault, type FolderFile, readFolderList } from '@acorde/protocol/folder-list.ts';
import { useEffect, useState } from 'react';
import { downloadUrl } from '../api/api-client.ts';
import type { FileReply } from '../wire-rest.ts';

/** About 20,000 files. */
export const LIST_BYTES_MAX = 4 * 1024 * 1024;

export interface FolderListState {
  readonly files: readonly FolderFile[] | null;
  /** What is wrong with the list, in the words of its reader; empty when it could not be read at all. */
  readonly fault: string | null;
}

/** The files of a folder, read once: a file never changes. */
export function useFolderList({ fileId, size }: Pick<FileReply, 'fileId' | 'size'>): FolderListState {
  const [state, setState] = useState<FolderListState>({ files: null, fault: null });
  useEffect(() => {
    if (size > LIST_BYTES_MAX) return;
    const stopping = new AbortController();
    fetch(downloadUrl(fileId, 'folder.json'), { signal: stopping.signal })
      .then(async (answer) => {
        if (!answer.ok) throw new FolderFault('');
        const files = readFolderList(await answer.text());
        setState({ files, fault: null });
      })
      .catch((error: unknown) => {
        const fault = error instanceof FolderFault ? error.message : '';
        if (!stopping.signal.aborted) setState({ files: null, fault });
      });
    return () => stopping.abort();
  }, [fileId, size]);
  return state;
}
