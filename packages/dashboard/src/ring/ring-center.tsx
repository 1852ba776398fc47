'use client';
import { healthOf } from '../model/health.ts';
import { sameHealth } from '../model/same-health.ts';
import { formatBytes } from '../text/format.ts';
import { MarkIcon } from '../ui/mark.tsx';
import { useFleet, useFleetComputed, useText } from '../use-services.tsx';

/** The health summary in the middle of the ring. */
export function RingCenter() {
  const t = useText();
  const health = useFleetComputed(healthOf, sameHealth);
  const files = useFleet((state) => state.files);
  const ideal = useFleet((state) => state.ring.ideal);
  const { up, peers, repairs } = health.counts;
  if (peers === 0)
    return (
      <Middle>
        {
          <p key="none" className="max-w-40 text-center text-muted">
            {health.finding.kind === 'connecting' ? t.link.connecting : t.ring.empty}
          </p>
        }
      </Middle>
    );
  return (
    <Middle>
      <p key="count" className="flex items-baseline gap-1.5">
        <span className="text-xl font-semibold tracking-tight sm:text-2xl">{up.toLocaleString(t.code)}</span>
        <span className="text-sm text-muted">{t.center.peersUp(up, peers)}</span>
      </p>
      <p className="flex items-center gap-1.5 text-xs sm:text-sm">
        <MarkIcon shape={ideal ? 'healthy' : 'joining'} size={11} />
        {ideal ? t.center.ideal : t.center.settling}
      </p>
      <p className="hint mt-1 hidden text-center sm:block">
        {t.center.copies(files.copies)} · {formatBytes(files.bytes)}
        <br />
        {repairs > 0 ? t.center.repairing(repairs) : t.center.entries(files.entries)}
      </p>
    </Middle>
  );
}

function Middle({ children }: { children: React.ReactNode }) {
  return (
    <div className="pointer-events-none absolute inset-0 flex flex-col items-center justify-center gap-0.5">
      {children}
    </div>
  );
}
