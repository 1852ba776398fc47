'use client';
import { useEffect, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { useServices, useText } from '../use-services.tsx';
import { type Dropped, gatherDropped } from './gather-dropped.ts';

/** Takes files and folders that are dropped or pasted anywhere on the page. */
export function DropZone() {
  const t = useText();
  const { uploads, view, timeline } = useServices();
  const [over, setOver] = useState(false);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const take = ({ files, folders }: Dropped) => {
      const isPast = timeline.getState().atMs !== null;
      if ((files.length === 0 && folders.length === 0) || isPast) return;
      view.dispatch({ tab: 'files', file: null });
      uploads.add(files, null);
      for (const folder of folders) uploads.addFolder(folder.name, folder.files, null);
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
      void gatherDropped(event.dataTransfer?.items ?? []).then(take, () => setFailed(true));
    };
    const onPaste = (event: ClipboardEvent) =>
      take({ files: [...(event.clipboardData?.files ?? [])], folders: [] });
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
  if (failed) return <Unreadable onClose={() => setFailed(false)} />;
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

/** The system did not let the browser read all of a folder: nothing of it is sent. */
function Unreadable({ onClose }: { onClose: () => void }) {
  const t = useText();
  return (
    <Dialog title={t.files.unreadableTitle} onClose={onClose}>
      <p className="text-muted">{t.files.unreadable}</p>
      <div className="mt-4 flex justify-end">
        <Button onClick={onClose}>{t.close}</Button>
      </div>
    </Dialog>
  );
}
