'use client';
import { FOLDER_TYPE } from '@acorde/protocol/folder-list.ts';
import { useState } from 'react';
import { downloadUrl } from '../api/api-client.ts';
import { ask } from '../lookup/ask.ts';
import { formatBytes } from '../text/format.ts';
import { plainText } from '../text/plain-text.ts';
import { useIsPast } from '../time/use-past.ts';
import { TransferList } from '../transfers/transfer-list.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { FullId } from '../ui/copyable.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { Icon } from '../ui/icon.tsx';
import { Facts, Notice, Section, Skeleton } from '../ui/section.tsx';
import { useFleet, useServices, useStore, useText } from '../use-services.tsx';
import type { FileReply } from '../wire-rest.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import { FileHolders } from './file-holders.tsx';
import { FilePreview } from './file-preview.tsx';
import { FolderContents } from './folder-contents.tsx';
import { PinDialog } from './pin-dialog.tsx';
import { UploadList } from './upload-list.tsx';

/** One file: its names, its copies, and what can be done with it. */
export function FilePanel({ fileId }: { fileId: string }) {
  const t = useText();
  const { view, fileDetails } = useServices();
  const details = useStore(fileDetails.store);
  const past = useIsPast();
  const file = details.id === fileId ? details.value : null;
  const missing = details.status === 'failed' && details.error?.status === 404;
  const name = file?.entries[0]?.name ?? fileId.slice(0, 8);
  return (
    <article aria-label={plainText(name)}>
      <header className="sticky top-0 z-10 flex items-center gap-2 border-b border-line bg-ground py-2 pr-3 pl-2">
        <IconButton icon="back" label={t.back} onClick={() => view.dispatch({ file: null })} />
        <h2 className="min-w-0 flex-1 truncate text-lg font-semibold tracking-tight">
          <bdi title={plainText(name)}>{plainText(name)}</bdi>
        </h2>
      </header>
      <div className="px-4 pt-3 empty:hidden">
        <UploadList />
      </div>
      {missing && <Notice tone="failed">{t.file.gone}</Notice>}
      {details.status === 'failed' && !missing && (
        <ErrorNotice error={details.error} onRetry={() => fileDetails.refresh()} />
      )}
      {past && <Notice>{t.overview.noPastFiles}</Notice>}
      {!past && details.status === 'loading' && file === null && <Skeleton rows={6} />}
      {file !== null && !missing && <FileBody file={file} name={name} />}
    </article>
  );
}

function FileBody({ file, name }: { file: FileReply; name: string }) {
  const t = useText();
  const sha256 = file.entries[0]?.sha256;
  return (
    <>
      <Actions file={file} name={name} />
      {isFolder(file) ? <FolderContents file={file} name={name} /> : <FilePreview file={file} name={name} />}
      <FileHolders file={file} />
      <Arriving fileId={file.fileId} />
      <Section title={t.file.id}>
        <Facts
          facts={[
            [t.file.size, `${formatBytes(file.size)} (${file.size.toLocaleString(t.code)} B)`],
            [t.file.type, file.entries[0]?.mediaType || t.peer.unknown],
            [t.file.id, <FullId key="id" id={file.fileId} what={t.file.id} />],
            ...(sha256 ? [[t.file.sha256, <FullId key="sha" id={sha256} what="SHA-256" />] as const] : []),
          ]}
        />
      </Section>
      <Names file={file} />
    </>
  );
}

function Actions({ file, name }: { file: FileReply; name: string }) {
  const t = useText();
  const services = useServices();
  const peers = useFleet((state) => state.peers);
  const [asking, setAsking] = useState<'delete' | 'pin' | null>(null);
  const from = [...peers.values()].find((peer) => peer.state === 'up');
  return (
    <div className="flex flex-wrap gap-2 px-4 py-3">
      <a
        href={downloadUrl(file.fileId, name)}
        download={name}
        className="inline-flex h-8 items-center gap-2 rounded-md bg-accent px-3 text-sm font-medium text-accent-ink transition-colors duration-[120ms] hover:opacity-90"
      >
        <Icon name="download" />
        {t.file.download}
      </a>
      <Button
        icon="route"
        disabled={from === undefined}
        onClick={() =>
          from &&
          void ask(services, { key: file.fileId, label: name, peerId: from.peerId, routing: 'classic' })
        }
      >
        {t.file.lookup}
      </Button>
      <Button icon="pin" onClick={() => setAsking('pin')}>
        {t.file.pin}
      </Button>
      <Button icon="trash" onClick={() => setAsking('delete')}>
        {t.file.remove}
      </Button>
      {asking === 'delete' && <DeleteDialog file={file} onClose={() => setAsking(null)} />}
      {asking === 'pin' && <PinDialog file={file} onClose={() => setAsking(null)} />}
    </div>
  );
}

/** The type is the publisher's word: a list that is none says so when it is read. */
function isFolder({ entries }: FileReply): boolean {
  return entries[0]?.mediaType === FOLDER_TYPE;
}

/** Downloads of this file that are on their way at any peer, as their telemetry tells. */
function Arriving({ fileId }: { fileId: string }) {
  const t = useText();
  const transfers = useFleet((state) => state.transfers);
  const own = [...transfers.values()]
    .filter(({ transfer }) => transfer.fileId === fileId)
    .slice(-4)
    .reverse();
  if (own.length === 0) return null;
  return (
    <Section title={t.peer.transfers}>
      <TransferList transfers={own} about="peer" />
    </Section>
  );
}

function Names({ file }: { file: FileReply }) {
  const t = useText();
  const peers = useFleet((state) => state.peers);
  if (file.entries.length < 2) return null;
  return (
    <Section title={t.file.names}>
      <ul className="space-y-1">
        {file.entries.map((entry) => (
          <li key={entry.entryId} className="flex gap-2">
            <bdi className="min-w-0 flex-1 truncate">{plainText(entry.name)}</bdi>
            <span className="text-muted">
              {t.file.publishedBy} <bdi>{peers.get(entry.peerId)?.name ?? entry.peerId.slice(0, 8)}</bdi>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
