'use client';
import { useEffect, useState } from 'react';
import { downloadUrl } from '../api/api-client.ts';
import { formatBytes } from '../text/format.ts';
import { Button } from '../ui/button.tsx';
import { Section } from '../ui/section.tsx';
import { useText } from '../use-services.tsx';
import type { FileReply } from '../wire-rest.ts';
import { type PreviewKind, previewKind } from './preview-kind.ts';

const TEXT_BYTES = 32 * 1024;

/** A look at the file when somebody asks for it: text, a picture, sound, a film that plays while it arrives. */
export function FilePreview({ file, name }: { file: FileReply; name: string }) {
  const t = useText();
  const [open, setOpen] = useState(false);
  const kind = previewKind(file.entries[0]?.mediaType ?? '', name, file.size);
  if (kind === null) return null;
  return (
    <Section
      title={t.preview.title}
      aside={
        <Button kind="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t.preview.hide : t.preview.show}
        </Button>
      }
    >
      {open && <Look kind={kind} file={file} name={name} />}
    </Section>
  );
}

function Look({ kind, file, name }: { kind: PreviewKind; file: FileReply; name: string }) {
  const t = useText();
  const [failed, setFailed] = useState(false);
  const url = downloadUrl(file.fileId, name);
  if (failed) return <p className="border-l-2 border-failed pl-3">{t.preview.failed}</p>;
  const box = 'max-h-80 w-full rounded-md border border-line bg-surface object-contain';
  switch (kind) {
    case 'image':
      // biome-ignore lint/performance/noImgElement: the bytes are a peer's; there is no server that could resize them.
      return <img src={url} alt={name} className={box} onError={() => setFailed(true)} />;
    case 'audio':
      return (
        // biome-ignore lint/a11y/useMediaCaption: a stranger's file; it has what it has.
        <audio src={url} controls preload="metadata" className="w-full" onError={() => setFailed(true)} />
      );
    case 'video':
      return (
        // biome-ignore lint/a11y/useMediaCaption: as above.
        <video src={url} controls preload="metadata" className={box} onError={() => setFailed(true)} />
      );
    case 'text':
      return <TextLook url={url} size={file.size} onFail={() => setFailed(true)} />;
  }
}

/** The beginning of a text: read by Range, so that a large one costs no more than a small one. */
function TextLook({ url, size, onFail }: { url: string; size: number; onFail: () => void }) {
  const t = useText();
  const [text, setText] = useState<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what to do on failure is not a reason to read again.
  useEffect(() => {
    const stopping = new AbortController();
    const headers = { range: `bytes=0-${Math.min(size, TEXT_BYTES) - 1}` };
    fetch(url, { headers, signal: stopping.signal })
      .then(async (answer) => (answer.ok ? setText(await answer.text()) : onFail()))
      .catch(() => !stopping.signal.aborted && onFail());
    return () => stopping.abort();
  }, [url, size]);
  if (text === null) return <p className="hint">…</p>;
  return (
    <>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
        tabIndex={0}
        className="max-h-72 overflow-auto rounded-md border border-line bg-surface p-3 font-mono text-xs leading-5 whitespace-pre-wrap"
      >
        <bdi>{text.slice(0, TEXT_BYTES)}</bdi>
      </pre>
      {size > TEXT_BYTES && (
        <p className="hint mt-1">{t.preview.first(formatBytes(TEXT_BYTES), formatBytes(size))}</p>
      )}
    </>
  );
}
