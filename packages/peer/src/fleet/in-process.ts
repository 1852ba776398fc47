// Hosts a peer in the launcher's own process: lighter by far, for fleets of dozens on one machine.
import { type ConfigInput, loadConfig } from '../config.ts';
import { createPeer } from '../peer.ts';
import type { System } from '../system.ts';
import type { RunningPeer } from './fleet.ts';

export async function startInProcess(
  input: ConfigInput & { name: string },
  system: System,
): Promise<RunningPeer> {
  const peer = await createPeer(loadConfig({ ...input, logLevel: 'warn' }, {}), system);
  await peer.start();
  return {
    id: peer.peerId,
    name: input.name,
    pid: process.pid,
    address: peer.address,
    api: peer.api,
    exited: new Promise(() => {}),
    stop: () => peer.stop(),
  };
}
