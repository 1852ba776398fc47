'use client';
import { formatBytes, formatRate, formatSpan } from '../text/format.ts';
import { plainText } from '../text/plain-text.ts';
import { IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Progress } from '../ui/progress.tsx';
import { useServices, useStore, useText } from '../use-services.tsx';
import { FolderFiles } from './folder-files.tsx';
import { leftMs, rateOf } from './rate.ts';
import { isActive, type Upload, type UploadFault } from './upload.ts';

type Text = ReturnType<typeof useText>;

/** Uploads of this page: how far, how fast, how long yet. */
export function UploadList() {
  const t = useText();
  const list = useStore(useServices().uploads.store);
  if (list.length === 0) return null;
  return (
    <ul aria-label={t.files.uploads} className="max-h-72 space-y-2 overflow-auto">
      {list.map((upload) => (
        <UploadRow key={upload.id} upload={upload} />
      ))}
    </ul>
  );
}

function UploadRow({ upload }: { upload: Upload }) {
  const t = useText();
  const { uploads } = useServices();
  const active = isActive(upload);
  const broken = upload.state === 'failed' || upload.state === 'cancelled';
  return (
    <li className="rounded-md border border-line px-3 py-2">
      <div className="flex items-center gap-2">
        <span className="text-muted">
          <Icon name={upload.folder === null ? 'file' : 'folder'} />
        </span>
        <Name upload={upload} />
        {broken && (
          <IconButton small icon="restart" label={t.retry} onClick={() => uploads.retry(upload.id)} />
        )}
        <IconButton
          small
          icon="close"
          label={active ? t.cancel : t.files.dismiss}
          onClick={() => (active ? uploads.cancel(upload.id) : uploads.dismiss(upload.id))}
        />
      </div>
      {active && <Progress share={shareOf(upload)} label={plainText(upload.name)} />}
      <p role={upload.state === 'failed' ? 'alert' : undefined} className="hint mt-1">
        {statusOf(upload, t)}
      </p>
      {upload.folder !== null && upload.state !== 'done' && (
        <FolderFiles folder={upload.folder} running={active} />
      )}
    </li>
  );
}

function Name({ upload }: { upload: Upload }) {
  const { view } = useServices();
  const { reply } = upload;
  if (reply === null)
    return <bdi className="min-w-0 flex-1 truncate font-medium">{plainText(upload.name)}</bdi>;
  return (
    <button
      type="button"
      className="min-w-0 flex-1 truncate text-left font-medium hover:underline"
      onClick={() => view.dispatch({ file: reply.id })}
    >
      <bdi>{plainText(upload.name)}</bdi>
    </button>
  );
}

/** A folder of small files is far when its files are, whatever their bytes. */
function shareOf({ folder, size, sent }: Upload): number | null {
  if (size > 0) return sent / size;
  return folder === null || folder.files === 0 ? null : folder.done / folder.files;
}

function statusOf(upload: Upload, t: Text): string {
  const size = formatBytes(upload.size);
  const count = upload.folder === null ? size : `${t.files.count(upload.folder.files)} · ${size}`;
  switch (upload.state) {
    case 'waiting':
      return `${t.files.waiting} · ${count}`;
    case 'finishing':
      return t.files.finishing;
    case 'done':
      return `${upload.created ? t.files.stored : t.files.alreadyThere} · ${count}`;
    case 'cancelled':
      return upload.folder === null
        ? t.files.cancelled
        : `${t.files.cancelled} · ${t.files.countOf(upload.folder.done, upload.folder.files)}`;
    case 'failed':
      return `${t.files.failed}: ${faultText(upload.error, t)}`;
    case 'sending':
      return sendingText(upload, t);
  }
}

function faultText(error: UploadFault | null, t: Text): string {
  return error?.code === 'NETWORK' ? t.errors.network : error?.message || error?.code || t.errors.unknown;
}

function sendingText({ folder, samples, sent, size }: Upload, t: Text): string {
  const percent = size === 0 ? 0 : Math.floor((sent / size) * 100);
  const rate = rateOf(samples);
  const left = leftMs(samples, size);
  const parts = [`${percent} %`, `${formatBytes(sent)} / ${formatBytes(size)}`];
  if (folder !== null) parts.unshift(t.files.countOf(folder.done, folder.files));
  if (rate !== null) parts.push(formatRate(rate));
  if (left !== null) parts.push(t.files.eta(formatSpan(left)));
  return parts.join(' · ');
}
