import type { ReactNode } from 'react';

/** A titled part of a panel. */
export function Section({
  title,
  aside,
  children,
}: {
  title: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="border-t border-line px-4 py-3 first:border-t-0">
      <div className="mb-2 flex min-h-6 items-center justify-between gap-2">
        <h3 className="text-sm font-semibold">{title}</h3>
        {aside}
      </div>
      {children}
    </section>
  );
}

/** Names and values, two columns. */
export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="grid grid-cols-[112px_minmax(0,1fr)] gap-x-3 gap-y-1.5">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="label pt-0.5">{name}</dt>
          <dd className="min-w-0 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Nothing to show, or not yet, or not at all: says why, and what to do. */
export function Notice({ children, tone = 'muted' }: { children: ReactNode; tone?: 'muted' | 'failed' }) {
  return (
    <p
      role={tone === 'failed' ? 'alert' : undefined}
      className={`px-4 py-3 ${tone === 'failed' ? 'border-l-2 border-failed text-text' : 'text-muted'}`}
    >
      {children}
    </p>
  );
}

/** Grey bars where text will be. */
export function Skeleton({ rows }: { rows: number }) {
  return (
    <div className="space-y-2.5 px-4 py-3" aria-hidden="true">
      {Array.from({ length: rows }, (_, i) => `${i}`).map((row) => (
        <div key={row} className="h-4 animate-pulse rounded bg-hover even:w-3/4" />
      ))}
    </div>
  );
}
