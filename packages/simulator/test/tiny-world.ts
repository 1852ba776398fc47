import type { ChordParameters } from '@acorde/chord';
import { type Host, SIMULATED, World } from '../src/index.ts';

/** A ring of `count` members that has come to rest. */
export async function ringOf(
  count: number,
  seed = 1,
  parameters: ChordParameters = SIMULATED,
): Promise<{ world: World; hosts: Host[] }> {
  const world = new World({ seed, parameters });
  const hosts = Array.from({ length: count }, () => world.add());
  for (const host of hosts) {
    world.start(host, host === hosts[0] ? [] : [hosts[0]!.contact]);
    await world.until(() => host.process?.node.snapshot().joined === true, 5_000);
  }
  await world.run(10_000);
  return { world, hosts };
}
