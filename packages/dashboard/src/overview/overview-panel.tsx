'use client';
import { FleetControls } from '../operate/fleet-controls.tsx';
import { SceneList } from '../scenes/scene-list.tsx';
import { Skeleton } from '../ui/section.tsx';
import { useFleet, useText } from '../use-services.tsx';
import { Attention } from './attention.tsx';
import { FleetTransfers } from './fleet-transfers.tsx';
import { LoadBalance } from './load-balance.tsx';
import { Plumbing } from './plumbing.tsx';
import { PulseTiles } from './pulse-tiles.tsx';
import { Rest } from './rest.tsx';

/** The fleet as a whole: what it does now, what needs a look, how the load lies. */
export function OverviewPanel() {
  const t = useText();
  const loaded = useFleet((state) => state.epoch !== '');
  if (!loaded) return <Skeleton rows={8} />;
  return (
    <div>
      <h2 className="sr-only">{t.tabs.fleet}</h2>
      <PulseTiles />
      <Attention />
      <Rest />
      <FleetControls />
      <SceneList />
      <LoadBalance />
      <FleetTransfers />
      <Plumbing />
    </div>
  );
}
