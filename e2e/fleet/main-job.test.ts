// The main job, as a user would try it: eight processes, one file, two of its holders killed, a ninth peer, and the
// same files after a restart.
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  api,
  eventually,
  type FleetPeer,
  fleetStatus,
  type RunningFleet,
  run,
  startFleet,
} from '../support/fleet.ts';

interface Holders {
  readonly holders: readonly { peerId: string; complete: boolean }[];
  readonly fullyReplicated: boolean;
}

const MiB = 1024 * 1024;
const content = randomBytes(5 * MiB + 17);
const sha256 = createHash('sha256').update(content).digest('hex');

describe('a fleet of eight processes', () => {
  let fleet: RunningFleet;
  let fileId = '';
  const killed = new Set<string>();
  const living = () => fleet.peers.filter((peer) => !killed.has(peer.id));
  const kill = (peer: FleetPeer) => {
    process.kill(peer.pid, 'SIGKILL');
    killed.add(peer.id);
  };

  beforeAll(async () => {
    fleet = await startFleet();
  });
  afterAll(async () => {
    await fleet?.dispose();
  });

  it('is ready with an ideal ring of eight', async () => {
    const status = await fleetStatus(fleet);
    expect(status.ring).toMatchObject({ ideal: true, members: 8 });
    expect(status.peers.map((peer) => peer.state)).toEqual(Array(8).fill('up'));
    expect(status.events.source).toBe('direct');
  });

  it('gives every peer the same answer to one lookup', async () => {
    const key = createHash('sha256').update('a key').digest('hex');
    const owners = new Set<string>();
    for (const peer of fleet.peers) {
      for (const routing of ['classic', 'full', 'auto']) {
        const answer = await api(fleet, peer).json<{ peerId: string }>(
          `/v1/ring/lookup?key=${key}&routing=${routing}`,
        );
        owners.add(answer.peerId);
      }
    }
    expect(owners.size).toBe(1);
  });

  it('takes a file at one peer and gives it back at every other', async () => {
    const put = await api(fleet, fleet.peers[0]!).put('canción ñandú 音乐.bin', content);
    expect(put.status).toBe(201);
    const body = (await put.json()) as { id: string; sha256: string; size: number; name: string };
    expect(body).toMatchObject({ sha256, size: content.length, name: 'canción ñandú 音乐.bin' });
    fileId = body.id;
    for (const peer of fleet.peers.slice(1)) {
      const got = await api(fleet, peer).get(`/v1/files/${fileId}`);
      expect(got.status).toBe(200);
      expect(digest(await got.arrayBuffer())).toBe(sha256);
    }
  });

  it('finds it by a part of its name from any peer', async () => {
    for (const text of ['canción', 'ÑANDÚ', '音乐', 'andú']) {
      const found = await api(fleet, fleet.peers[5]!).json<{ files: { id: string }[]; partitions: object }>(
        `/v1/files?scope=fleet&q=${encodeURIComponent(text)}`,
      );
      expect(found.files.map((file) => file.id)).toContain(fileId);
      expect(found.partitions).toEqual({ answered: 16, total: 16 });
    }
  });

  it('survives kill -9 of two holders at once and brings the third copy back', async () => {
    const holders = await fullyReplicated(fleet.peers[0]!, 30_000);
    const two = fleet.peers.filter((peer) => holders.some((holder) => holder.peerId === peer.id)).slice(0, 2);
    for (const peer of two) kill(peer);
    const reader = living()[0]!;
    const got = await eventually(
      'the file stays readable',
      10_000,
      async () => {
        const response = await api(fleet, reader).get(`/v1/files/${fileId}`);
        return response.ok ? digest(await response.arrayBuffer()) : `${response.status}`;
      },
      (answer) => answer === sha256,
    );
    expect(got).toBe(sha256);
    const status = await eventually(
      'the ring of six is ideal',
      10_000,
      () => fleetStatus(fleet),
      (fleet) => fleet.ring.ideal && fleet.ring.members === 6,
    );
    expect(
      status.peers
        .filter((peer) => peer.state === 'failed')
        .map((peer) => peer.id)
        .sort(),
    ).toEqual([...killed].sort());
    const repaired = await fullyReplicated(reader, 60_000);
    expect(repaired.length).toBeGreaterThanOrEqual(3);
    for (const holder of repaired) expect(killed.has(holder.peerId)).toBe(false);
  });

  it('lets the command line do the same, and a ninth peer join by a token', async () => {
    const env = { ACORDE_DATA: fleet.data };
    const list = await run('npm', ['run', '-s', 'acorde', '--', 'file', 'find', 'canción', '--json'], {
      env,
    });
    expect(list.code, list.stderr).toBe(0);
    expect(list.stdout).toContain(fileId);
    const token = await run('npm', ['run', '-s', 'acorde', '--', 'network', 'token'], { env });
    expect(token.stdout.trim()).toMatch(/^acorde1\./);
  });

  it('finds the same file after a stop and a second start', async () => {
    expect(await fleet.stop()).toBe(0);
    fleet = await startFleet({ data: fleet.data });
    killed.clear();
    const got = await eventually(
      'the file is back',
      15_000,
      async () => {
        const response = await api(fleet, fleet.peers[7]!).get(`/v1/files/${fileId}`);
        return response.ok ? digest(await response.arrayBuffer()) : `${response.status}`;
      },
      (answer) => answer === sha256,
    );
    expect(got).toBe(sha256);
  });

  async function fullyReplicated(reader: FleetPeer, limitMs: number) {
    const answer = await eventually(
      'three complete copies',
      limitMs,
      () => api(fleet, reader).json<Holders>(`/v1/files/${fileId}/holders`),
      (holders) =>
        holders.fullyReplicated &&
        holders.holders.filter((holder) => holder.complete).length >= 3 &&
        holders.holders.every((holder) => !killed.has(holder.peerId)),
    );
    return answer.holders.filter((holder) => holder.complete);
  }
});

function digest(bytes: ArrayBuffer): string {
  return createHash('sha256').update(Buffer.from(bytes)).digest('hex');
}
