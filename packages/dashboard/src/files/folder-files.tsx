'use client';
import { formatBytes } from '../text/format.ts';
import { plainText } from '../text/plain-text.ts';
import { MarkIcon } from '../ui/mark.tsx';
import { Progress } from '../ui/progress.tsx';
import { useText } from '../use-services.tsx';
import type { FolderProgress } from './upload.ts';

const FAULTS_SHOWN = 3;

/** The files of a folder that are on their way now, each with its own bar, and those that failed. */
export function FolderFiles({ folder, running }: { folder: FolderProgress; running: boolean }) {
  const t = useText();
  const { current, failed } = folder;
  return (
    <>
      {running && current.length > 0 && (
        <ul aria-label={t.files.underWay} className="mt-2 space-y-1 border-l border-line pl-3">
          {current.map((file) => (
            <li key={file.path} className="grid grid-cols-[1fr_72px_64px] items-center gap-2 text-xs">
              <bdi className="truncate" title={plainText(file.path)}>
                {plainText(file.path)}
              </bdi>
              <Progress share={file.size === 0 ? null : file.sent / file.size} label={file.path} />
              <span className="text-right text-muted">{formatBytes(file.size)}</span>
            </li>
          ))}
        </ul>
      )}
      {failed.length > 0 && (
        <ul aria-label={t.files.failed} className="mt-2 space-y-1 border-l border-failed pl-3 text-xs">
          {failed.slice(0, FAULTS_SHOWN).map(({ path, error }) => (
            <li key={path} className="flex items-center gap-2">
              <MarkIcon shape="failed" size={10} />
              <bdi className="min-w-0 truncate">{plainText(path)}</bdi>
              <span className="truncate text-muted">{error.message || error.code}</span>
            </li>
          ))}
          {failed.length > FAULTS_SHOWN && (
            <li className="text-muted">{t.files.moreFailed(failed.length - FAULTS_SHOWN)}</li>
          )}
        </ul>
      )}
    </>
  );
}
