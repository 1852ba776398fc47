// What must hold of a fleet after anything that people or programs did to it.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { api, eventually, fleetStatus, type RunningFleet } from './fleet.ts';

export interface Treasure {
  readonly fleet: RunningFleet;
  /** A file that was put before. */
  readonly fileId: string;
  readonly content: Buffer;
  /** What no log may tell. */
  readonly secrets: readonly string[];
}

/** Adds the closing tests of a story. */
export function itIsUnharmed(treasure: () => Treasure): void {
  it('the same processes run, the ring is ideal, and the file is whole at every peer', async () => {
    const { fleet, fileId, content } = treasure();
    for (const { pid } of fleet.peers) expect(process.kill(pid, 0)).toBe(true);
    // On a busy machine a neighbour may have taken the crowded peer for dead; then it is let in again by now.
    const ideal = () =>
      eventually(
        'an ideal ring',
        15_000,
        () => fleetStatus(fleet),
        ({ ring }) => ring.ideal,
      );
    await ideal();
    for (const each of fleet.peers) {
      const read = async () =>
        Buffer.from(await (await api(fleet, each).get(`/v1/files/${fileId}`)).arrayBuffer());
      await eventually(`the file at ${each.name}`, 15_000, read, (bytes) => bytes.equals(content));
    }
    await eventually(
      'a put',
      15_000,
      async () => (await api(fleet, fleet.peers[0]!).put('afterwards', 'hello')).status,
      (status) => status < 300,
    );
  });

  it('no log tells a secret, or of a fault that nobody expected', () => {
    const { fleet, secrets } = treasure();
    const logs = readdirSync(join(fleet.data, 'logs')).map((name) => join(fleet.data, 'logs', name));
    expect(logs).toHaveLength(fleet.peers.length + 1);
    for (const text of [fleet.output(), ...logs.map((path) => readFileSync(path, 'utf8'))]) {
      for (const secret of [fleet.token, ...secrets]) expect(text).not.toContain(secret);
      expect(text).not.toMatch(/"level":(50|60)/);
      expect(text).not.toMatch(/unexpected error|uncaught|UnhandledPromise|^\s+at .*:\d+:\d+/im);
    }
  });

  it('secrets are for their owner alone', () => {
    const { fleet } = treasure();
    const names = readdirSync(fleet.data, { recursive: true, encoding: 'utf8' });
    const secret = names.filter((name) =>
      /(^|\/)(key\.pem|ca\.key|write-token|config\.json)$|\/tokens\//.test(name),
    );
    expect(secret.length).toBeGreaterThanOrEqual(2 * fleet.peers.length + 3);
    for (const name of secret)
      expect([name, statSync(join(fleet.data, name)).mode & 0o077]).toEqual([name, 0]);
  });
}
