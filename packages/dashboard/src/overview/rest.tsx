'use client';
import { formatMs, formatSpan } from '../text/format.ts';
import { useShownMs } from '../time/use-past.ts';
import { MarkIcon } from '../ui/mark.tsx';
import { Progress } from '../ui/progress.tsx';
import { Section } from '../ui/section.tsx';
import { useFleet, useText } from '../use-services.tsx';

/** Whether the fleet is at rest; while it is not, for how long and how far; and how long it took the last time. */
export function Rest() {
  const t = useText();
  const unrest = useFleet((state) => state.unrest);
  const nowMs = useShownMs(500);
  const { sinceMs, repairsStarted: started, repairsDone: done, settled } = unrest;
  return (
    <Section title={t.overview.rest}>
      {sinceMs !== null && (
        <div role="status">
          <p className="flex items-center gap-2">
            <MarkIcon shape="joining" />
            {started > 0 ? t.overview.repairing(done, started) : t.overview.settling}
            <span className="ml-auto font-mono text-xs text-muted">
              {nowMs === null ? '' : formatSpan(nowMs - sinceMs)}
            </span>
          </p>
          {started > 0 && (
            <div className="mt-1.5">
              <Progress share={done / started} label={t.overview.repairing(done, started)} />
            </div>
          )}
        </div>
      )}
      {sinceMs === null && (
        <p role="status" className="flex items-center gap-2">
          <MarkIcon shape="healthy" />
          {settled === null ? t.overview.atRest : t.overview.settledIn(formatMs(settled.tookMs))}
          {settled !== null && nowMs !== null && (
            <span className="ml-auto text-xs text-muted">
              {t.overview.ago(formatSpan(nowMs - settled.atMs))}
            </span>
          )}
        </p>
      )}
      {sinceMs === null && settled !== null && settled.repairs > 0 && (
        <p className="hint mt-1 pl-5">{t.overview.copiesRestored(settled.repairs)}</p>
      )}
    </Section>
  );
}
