// fleet.json, as the launcher writes it: where the peers of a fleet on this machine are, and the file of its token.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface FleetFilePeer {
  readonly id: string;
  readonly name: string;
  readonly api: string;
}

export interface FleetFile {
  readonly tokenFile: string;
  readonly peers: readonly FleetFilePeer[];
}

/** The fleet of a data folder; null when there is none, or none that can be read. */
export async function readFleetFile(data: string): Promise<FleetFile | null> {
  try {
    return checked(JSON.parse(await readFile(join(data, 'fleet.json'), 'utf8')));
  } catch {
    return null;
  }
}

function checked(value: Partial<FleetFile> | null): FleetFile | null {
  if (typeof value?.tokenFile !== 'string' || !Array.isArray(value.peers)) return null;
  const peers = value.peers.filter(
    (peer): peer is FleetFilePeer =>
      typeof peer?.id === 'string' && typeof peer.name === 'string' && typeof peer.api === 'string',
  );
  return { tokenFile: value.tokenFile, peers };
}
