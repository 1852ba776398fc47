'use client';
import { useView } from '../use-services.tsx';
import { PeerPanel } from './peer-panel.tsx';
import { PeersTable } from './peers-table.tsx';

export function PeersPanel() {
  const { peer } = useView();
  return peer === null ? <PeersTable /> : <PeerPanel key={peer} peerId={peer} />;
}
