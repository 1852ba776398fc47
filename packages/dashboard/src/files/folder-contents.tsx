'use client';
import type { FolderFile } from '@acorde/protocol/folder-list.ts';
import { useMemo, useState } from 'react';
import { formatBytes } from '../text/format.ts';
import { plainText } from '../text/plain-text.ts';
import { CopyButton } from '../ui/copyable.tsx';
import { Icon } from '../ui/icon.tsx';
import { Notice, Section, Skeleton } from '../ui/section.tsx';
import { useServices, useText } from '../use-services.tsx';
import type { FileReply } from '../wire-rest.ts';
import { folderLevel, type SubFolder } from './folder-level.ts';
import { LIST_BYTES_MAX, useFolderList } from './use-folder-list.ts';

const ROWS_MAX = 200;

/** What a folder lists, as a tree whose leaves open the files, and the command that takes all of it out. */
export function FolderContents({ file, name }: { file: FileReply; name: string }) {
  const t = useText();
  const { files, fault } = useFolderList(file);
  const long = file.size > LIST_BYTES_MAX;
  return (
    <Section
      title={t.file.folder}
      aside={
        files !== null && (
          <span className="hint">
            {t.file.folderCount(files.length, formatBytes(files.reduce((sum, { size }) => sum + size, 0)))}
          </span>
        )
      }
    >
      {long && <p className="hint">{t.file.folderLong}</p>}
      {fault !== null && <Notice tone="failed">{t.file.folderBad(fault || t.errors.unknown)}</Notice>}
      {files === null && fault === null && !long && <Skeleton rows={3} />}
      {files?.length === 0 && <p className="text-muted">{t.file.folderEmpty}</p>}
      {files !== null && <Level files={files} depth={0} />}
      {fault === null && <TakeOut name={name} shown={!long} />}
    </Section>
  );
}

function TakeOut({ name, shown }: { name: string; shown: boolean }) {
  const t = useText();
  const command = `npm run -s acorde -- file get ${quoted(name)}`;
  return (
    <div className="mt-3">
      {shown && <p className="hint mb-1">{t.file.folderCommand}</p>}
      <p className="flex items-center gap-1 rounded-md border border-line bg-surface py-1 pr-1 pl-2.5">
        <code className="min-w-0 flex-1 truncate font-mono text-xs">{command}</code>
        <CopyButton text={command} what={t.file.folderCommand} />
      </p>
    </div>
  );
}

function Level({ files, depth }: { files: readonly FolderFile[]; depth: number }) {
  const t = useText();
  const { view } = useServices();
  const level = useMemo(() => folderLevel(files, depth), [files, depth]);
  const rest = Math.max(0, level.folders.length - ROWS_MAX) + Math.max(0, level.files.length - ROWS_MAX);
  return (
    <ul className="-mx-2">
      {level.folders.slice(0, ROWS_MAX).map((folder) => (
        <li key={plainText(folder.name)}>
          <Fold folder={folder} depth={depth} />
        </li>
      ))}
      {level.files.slice(0, ROWS_MAX).map(({ name, file }) => (
        <li key={name}>
          <button
            type="button"
            className="flex h-8 w-full items-center gap-2.5 rounded-md px-2 text-left hover:bg-hover"
            onClick={() => view.dispatch({ file: file.id, tab: 'files' })}
          >
            <span className="text-muted">
              <Icon name="file" />
            </span>
            <bdi className="min-w-0 flex-1 truncate" title={plainText(file.path)}>
              {plainText(name)}
            </bdi>
            <span className="text-xs text-muted">{formatBytes(file.size)}</span>
          </button>
        </li>
      ))}
      {rest > 0 && <li className="hint px-2 py-1">{t.file.moreRows(rest)}</li>}
    </ul>
  );
}

function Fold({ folder, depth }: { folder: SubFolder; depth: number }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="group" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="flex h-8 list-none items-center gap-2.5 rounded-md px-2 hover:bg-hover [&::-webkit-details-marker]:hidden">
        <span className="text-muted">
          <Icon name="folder" />
        </span>
        <bdi className="min-w-0 flex-1 truncate font-medium">{plainText(folder.name)}</bdi>
        <span className="text-xs text-muted">{formatBytes(folder.bytes)}</span>
        <span className="text-muted transition-transform duration-[120ms] group-open:rotate-180">
          <Icon name="down" size={12} />
        </span>
      </summary>
      <div className="ml-[15px] border-l border-line pl-3">
        {open && <Level files={folder.files} depth={depth + 1} />}
      </div>
    </details>
  );
}

/** A name as one word of a shell. */
function quoted(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : `'${name.replaceAll("'", `'\\''`)}'`;
}
