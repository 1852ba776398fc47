// fleet.json: where everything is, for scripts and for the `acorde` command. Renamed into place, so that a reader
// never sees half of it.
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface FleetFile {
  /** URL, no trailing slash. */
  readonly dashboard: string;
  /** Absolute path of the write token. */
  readonly tokenFile: string;
  /** The launcher's process. */
  readonly pid: number;
  readonly peers: readonly FleetPeer[];
}

export interface FleetPeer {
  readonly id: string;
  readonly name: string;
  readonly pid: number;
  /** HOST:PORT of the peer listener. */
  readonly address: string;
  /** URL of the API listener, no trailing slash. */
  readonly api: string;
}

export function writeFleetFile(data: string, fleet: FleetFile): void {
  const path = join(data, 'fleet.json');
  writeFileSync(`${path}.part`, `${JSON.stringify(fleet, null, 2)}\n`);
  renameSync(`${path}.part`, path);
}

export function removeFleetFile(data: string): void {
  rmSync(join(data, 'fleet.json'), { force: true });
}

/** The ports that peers used last, by name, so that they are found again where they were. */
export function readLastPorts(data: string): Map<string, { peer: number; api: number }> {
  try {
    const ports = JSON.parse(readFileSync(join(data, 'ports.json'), 'utf8')) as Record<
      string,
      { peer: number; api: number }
    >;
    return new Map(Object.entries(ports));
  } catch {
    return new Map();
  }
}

export function writeLastPorts(
  data: string,
  ports: ReadonlyMap<string, { peer: number; api: number }>,
): void {
  writeFileSync(join(data, 'ports.json'), `${JSON.stringify(Object.fromEntries(ports), null, 2)}\n`);
}
