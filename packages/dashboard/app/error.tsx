'use client';
import { en } from '../src/text/en.ts';

/** Never a blank page: what failed is this page, not the fleet. */
export default function PageError({ error }: { error: Error }) {
  return (
    <main role="alert" className="flex h-dvh flex-col items-center justify-center gap-3 px-6 text-center">
      <h1 className="text-xl font-semibold">{en.errors.crashed}</h1>
      <p className="font-mono text-xs text-muted">{error.message}</p>
      <button
        type="button"
        className="rounded-md border border-line-strong px-3 py-1.5 hover:bg-hover"
        onClick={() => location.reload()}
      >
        {en.errors.reload}
      </button>
    </main>
  );
}
