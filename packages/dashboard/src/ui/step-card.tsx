'use client';
import type { ReactNode } from 'react';
import { Button, IconButton } from './button.tsx';

/** One step of something that is told beside the ring which shows it. */
export function StepCard(props: {
  title: string;
  closeLabel: string;
  onClose: () => void;
  /** What the step tells; read aloud when it changes. */
  text: ReactNode;
  /** Below the text. */
  children?: ReactNode;
  /** As in "2 of 5". */
  count: string;
  next: { readonly label: string; readonly disabled?: boolean; readonly onPress: () => void };
}) {
  const { title, closeLabel, onClose, text, children, count, next } = props;
  return (
    <section
      aria-label={title}
      className="absolute inset-x-2 bottom-2 z-10 rounded-lg border border-line bg-raised p-3 shadow-float sm:top-3 sm:right-auto sm:bottom-auto sm:left-3 sm:w-72"
    >
      <div className="flex items-center gap-2">
        <h2 className="min-w-0 flex-1 truncate font-semibold">{title}</h2>
        <IconButton small icon="close" label={closeLabel} onClick={onClose} />
      </div>
      <p role="status" className="mt-1.5">
        {text}
      </p>
      {children}
      <div className="mt-3 flex items-center gap-2">
        <span className="hint mr-auto">{count}</span>
        <Button kind="primary" disabled={next.disabled === true} onClick={next.onPress}>
          {next.label}
        </Button>
      </div>
    </section>
  );
}
