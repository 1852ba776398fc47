'use client';
import { ApiError } from '../api/call.ts';
import { useText } from '../use-services.tsx';
import { Button } from './button.tsx';
import { Notice } from './section.tsx';

/** What went wrong, and what to do about it. */
export function ErrorNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useText();
  return (
    <div className="space-y-2">
      <Notice tone="failed">{words(error, t)}</Notice>
      {onRetry && (
        <div className="px-4">
          <Button onClick={onRetry}>{t.retry}</Button>
        </div>
      )}
    </div>
  );
}

function words(error: unknown, t: ReturnType<typeof useText>): string {
  if (error instanceof Error && error.message === 'NO_DIGEST') return t.lookup.noDigest;
  const { code, status, message } = error instanceof ApiError ? error : new ApiError('INTERNAL', 0, '');
  if (code === 'NETWORK') return t.errors.network;
  if (status === 401 || status === 403) return t.errors.forbidden;
  return message === '' ? t.errors.unknown : `${message} (${code})`;
}
