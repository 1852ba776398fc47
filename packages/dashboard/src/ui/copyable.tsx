'use client';
import { useState } from 'react';
import { useServices, useText } from '../use-services.tsx';
import { IconButton } from './button.tsx';

const SHOWN_MS = 1_500;

/** A button that copies a text, and says so for a moment. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const t = useText();
  const { clock } = useServices();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    clock.after(SHOWN_MS, () => setCopied(false));
  };
  return (
    <IconButton
      small
      icon={copied ? 'check' : 'copy'}
      label={copied ? t.copied : `${t.copy}: ${what}`}
      onClick={() => void copy().catch(() => setCopied(false))}
    />
  );
}

/** A whole id in two lines of mono, with its button. */
export function FullId({ id, what }: { id: string; what: string }) {
  return (
    <span className="flex items-start gap-1">
      <code className="min-w-0 flex-1 font-mono text-xs leading-5 break-all text-text">{id}</code>
      <CopyButton text={id} what={what} />
    </span>
  );
}
