'use client';
import { formatBytes, formatRate, formatSpan } from '../text/format.ts';
import { IconButton } from '../ui/button.tsx';
import { Progress } from '../ui/progress.tsx';
import { useServices, useStore, useText } from '../use-services.tsx';
import { leftMs, rateOf } from './rate.ts';
import type { Upload } from './upload-queue.ts';

/** Uploads of this page: how far, how fast, how long yet. */
export function UploadList() {
  const t = useText();
  const list = useStore(useServices().uploads.store);
  if (list.length === 0) return null;
  return (
    <ul aria-label={t.files.uploads} className="max-h-60 space-y-2 overflow-auto">
      {list.map((upload) => (
        <UploadRow key={upload.id} upload={upload} />
      ))}
    </ul>
  );
}

function UploadRow({ upload }: { upload: Upload }) {
  const t = useText();
  const { uploads, view } = useServices();
  const active = upload.state === 'waiting' || upload.state === 'sending' || upload.state === 'finishing';
  return (
    <li className="rounded-md border border-line px-3 py-2">
      <div className="flex items-center gap-2">
        {upload.reply === null ? (
          <bdi className="min-w-0 flex-1 truncate font-medium">{upload.name}</bdi>
        ) : (
          <button
            type="button"
            className="min-w-0 flex-1 truncate text-left font-medium hover:underline"
            onClick={() => view.dispatch({ file: upload.reply?.id ?? null })}
          >
            <bdi>{upload.name}</bdi>
          </button>
        )}
        <IconButton
          small
          icon="close"
          label={active ? t.cancel : t.files.dismiss}
          onClick={() => (active ? uploads.cancel(upload.id) : uploads.dismiss(upload.id))}
        />
      </div>
      {active && (
        <Progress share={upload.size === 0 ? null : upload.sent / upload.size} label={upload.name} />
      )}
      <p className="hint mt-1">{statusOf(upload, t)}</p>
    </li>
  );
}

function statusOf(upload: Upload, t: ReturnType<typeof useText>): string {
  switch (upload.state) {
    case 'waiting':
      return `${t.files.waiting} · ${formatBytes(upload.size)}`;
    case 'finishing':
      return t.files.finishing;
    case 'done':
      return `${upload.created ? t.files.stored : t.files.alreadyThere} · ${formatBytes(upload.size)}`;
    case 'cancelled':
      return t.files.cancelled;
    case 'failed':
      return `${t.files.failed}: ${upload.error?.code === 'NETWORK' ? t.errors.network : upload.error?.message || upload.error?.code}`;
    case 'sending':
      return sendingText(upload, t);
  }
}

function sendingText(upload: Upload, t: ReturnType<typeof useText>): string {
  const percent = upload.size === 0 ? 0 : Math.floor((upload.sent / upload.size) * 100);
  const rate = rateOf(upload.samples);
  const left = leftMs(upload.samples, upload.size);
  const parts = [`${percent} %`, `${formatBytes(upload.sent)} / ${formatBytes(upload.size)}`];
  if (rate !== null) parts.push(formatRate(rate));
  if (left !== null) parts.push(t.files.eta(formatSpan(left)));
  return parts.join(' · ');
}
