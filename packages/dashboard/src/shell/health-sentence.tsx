'use client';
import { healthOf } from '../model/health.ts';
import { sameHealth } from '../model/same-health.ts';
import { MarkIcon } from '../ui/mark.tsx';
import { useFleet, useFleetComputed, useServices, useText } from '../use-services.tsx';

/** The fleet's health in one sentence; a press leads to the peers that it is about. */
export function HealthSentence() {
  const t = useText();
  const { view } = useServices();
  const health = useFleetComputed(healthOf, sameHealth);
  const lost = useFleet((state) => state.link.status === 'lost' && state.epoch !== '');
  const sentence = t.health(health.finding, health.counts);
  return (
    <button
      type="button"
      className="flex h-8 max-w-full min-w-0 items-center gap-2 rounded-md px-2 hover:bg-hover"
      onClick={() => view.dispatch({ tab: 'peers', peer: null })}
    >
      <MarkIcon shape={lost ? 'suspect' : health.mark} />
      <span role="status" className="truncate">
        <bdi>{lost ? t.link.lastKnown(sentence) : sentence}</bdi>
      </span>
    </button>
  );
}
