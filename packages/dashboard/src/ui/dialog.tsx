'use client';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useText } from '../use-services.tsx';
import { IconButton } from './button.tsx';

/** A modal dialog: the browser keeps the focus inside, Esc closes it, and the focus returns to where it was. */
export function Dialog({
  title,
  onClose,
  children,
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
}) {
  const t = useText();
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    ref.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      aria-labelledby={id}
      onClose={onClose}
      onKeyDown={(event) => event.stopPropagation()}
      className="m-auto w-[min(440px,calc(100vw-32px))] rounded-xl border border-line bg-raised p-0 text-text shadow-float backdrop:bg-black/45"
    >
      <div className="flex items-center justify-between gap-2 px-5 pt-4">
        <h2 id={id} className="text-lg font-semibold tracking-tight">
          {title}
        </h2>
        <IconButton icon="close" label={t.close} onClick={onClose} />
      </div>
      <div className="px-5 pt-2 pb-5">{children}</div>
    </dialog>
  );
}
