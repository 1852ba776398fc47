'use client';
import { useState } from 'react';
import { plainText } from '../text/plain-text.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { useServices, useText } from '../use-services.tsx';
import type { FileReply } from '../wire-rest.ts';

/** Asks before a file goes, and says what goes. */
export function DeleteDialog({ file, onClose }: { file: FileReply; onClose: () => void }) {
  const t = useText();
  const { api, view } = useServices();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const remove = async () => {
    setBusy(true);
    setError(null);
    try {
      await api.deleteFile(file.fileId);
      onClose();
      view.dispatch({ file: null });
    } catch (cause) {
      setError(cause);
      setBusy(false);
    }
  };
  return (
    <Dialog title={t.file.removeTitle} onClose={onClose}>
      <ul className="mb-3 max-h-40 overflow-auto rounded-md border border-line bg-surface px-3 py-2">
        {file.entries.map((entry) => (
          <li key={entry.entryId} className="truncate">
            <bdi>{plainText(entry.name)}</bdi>
          </li>
        ))}
      </ul>
      <p className="text-muted">{t.file.removeText(file.entries.length)}</p>
      {error !== null && <ErrorNotice error={error} />}
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onClose}>{t.cancel}</Button>
        <Button kind="danger" icon="trash" disabled={busy} onClick={() => void remove()}>
          {t.file.remove}
        </Button>
      </div>
    </Dialog>
  );
}
