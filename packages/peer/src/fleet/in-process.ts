// Hosts a peer in the launcher's own process: lighter by far, for fleets of dozens on one machine.
import { type ConfigInput, loadConfig } from '../config.ts';
import { createPeer } from '../peer.ts';
import { explain } from '../serve.ts';
import type { System } from '../system.ts';
import type { RunningPeer } from './roster.ts';

export async function startInProcess(
  input: ConfigInput & { name: string },
  system: System,
): Promise<RunningPeer> {
  const peer = await createPeer(loadConfig({ ...input, logLevel: 'warn' }, {}), system);
  try {
    await peer.start();
  } catch (error) {
    await peer.stop();
    throw new Error(`${input.name} did not start: ${explain(error)}`, { cause: error });
  }
  return {
    id: peer.peerId,
    name: input.name,
    pid: process.pid,
    address: peer.address,
    api: peer.api,
    exited: new Promise(() => {}),
    stop: () => peer.stop(),
    kill: null,
  };
}
