'use client';
import { Dialog } from '../ui/dialog.tsx';
import { useText } from '../use-services.tsx';

export function HelpDialog({ onClose }: { onClose: () => void }) {
  const t = useText();
  return (
    <Dialog title={t.help.title} onClose={onClose}>
      <dl className="divide-y divide-line">
        {t.help.keys.map(([key, what]) => (
          <div key={key} className="flex items-center justify-between gap-4 py-2">
            <dt className="order-2">
              <kbd className="rounded border border-line-strong bg-surface px-2 py-0.5 font-mono text-xs">
                {key}
              </kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <p className="hint mt-3">{t.help.about}</p>
    </Dialog>
  );
}
