'use client';
import { useEffect, useState } from 'react';
import { Icon } from '../ui/icon.tsx';
import { useServices, useText } from '../use-services.tsx';

/** Takes files that are dropped or pasted anywhere on the page. */
export function DropZone() {
  const t = useText();
  const { uploads, view, timeline } = useServices();
  const [over, setOver] = useState(false);
  useEffect(() => {
    const take = (files: Iterable<File>) => {
      const list = [...files];
      if (list.length === 0 || timeline.getState().atMs !== null) return;
      view.dispatch({ tab: 'files', file: null });
      uploads.add(list, null);
    };
    const onDragOver = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setOver(true);
    };
    const onDragLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      take(droppedFiles(event.dataTransfer));
    };
    const onPaste = (event: ClipboardEvent) => take(event.clipboardData?.files ?? []);
    window.addEventListener('dragover', onDragOver);
    window.addEventListener('dragleave', onDragLeave);
    window.addEventListener('drop', onDrop);
    window.addEventListener('paste', onPaste);
    return () => {
      window.removeEventListener('dragover', onDragOver);
      window.removeEventListener('dragleave', onDragLeave);
      window.removeEventListener('drop', onDrop);
      window.removeEventListener('paste', onPaste);
    };
  }, [uploads, view, timeline]);
  if (!over) return null;
  return (
    <div className="pointer-events-none fixed inset-0 z-40 flex items-center justify-center bg-ground/85">
      <p className="flex items-center gap-3 rounded-xl border-2 border-dashed border-accent px-10 py-8 text-lg font-semibold">
        <Icon name="upload" size={24} />
        {t.files.drop}
      </p>
    </div>
  );
}

/** Only files: a folder has no bytes of its own and would fail halfway. */
function droppedFiles(transfer: DataTransfer | null): File[] {
  return [...(transfer?.items ?? [])].flatMap((item) => {
    const file =
      item.kind === 'file' && item.webkitGetAsEntry?.()?.isDirectory !== true ? item.getAsFile() : null;
    return file === null ? [] : [file];
  });
}
