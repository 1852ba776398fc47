// The commands of the README, run as they stand there, against a fleet on free ports: only the addresses and the data
// folder are put in place of the defaults.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, fleetStatus, ROOT, type RunningFleet, run, startFleet } from '../support/fleet.ts';

const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

describe("the README's tours", () => {
  let fleet: RunningFleet;
  let folder = '';

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'acorde-tour-'));
    fleet = await startFleet();
  });
  afterAll(async () => {
    await fleet?.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it('goes through the command line', async () => {
    const tour = await runTour('command');
    expect(tour.code, tour.stderr).toBe(0);
    for (const peer of fleet.peers) expect(tour.stdout).toContain(peer.name);
    expect(tour.stdout).toContain('The ring is ideal: 8 members.');
    expect(tour.stdout).toContain('README.md');
    expect(tour.stdout).toMatch(/owner {2}member [0-9a-f]{64}/);
    expect(readFileSync(join(folder, 'copy.md'), 'utf8')).toBe(readme);
  });

  it('goes through buf curl, over three protocols', async () => {
    const tour = await runTour('buf');
    expect(tour.code, tour.stderr).toBe(0);
    expect(tour.stdout).toContain('acorde.v1.FileService/Put');
    expect(tour.stdout).toContain('HOP_OUTCOME_OWNER');
    expect(tour.stdout).toContain('"name": "README.md"');
    expect(tour.stdout).toContain('"name": "peer-8"');
    expect(tour.stdout).toMatch(/"data": "[A-Za-z0-9+/]+=*"/);
  });

  it('goes through REST with curl', async () => {
    const tour = await runTour('rest');
    expect(tour.code, tour.stderr).toBe(0);
    expect(tour.stdout).toContain('"name":"LICENSE"');
    expect(tour.stdout).toContain('"successors"');
  });

  it('registers a ninth peer with a token', async () => {
    const child = spawn('bash', ['-euc', commands('ninth')], {
      cwd: ROOT,
      env: environment(),
      detached: true,
    });
    try {
      const status = await eventually(
        'nine peers',
        30_000,
        () => fleetStatus(fleet),
        ({ ring }) => ring.members === 9 && ring.ideal,
      );
      expect(status.peers.map((peer) => peer.name)).toContain('ninth');
    } finally {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      process.kill(-(child.pid as number), 'SIGINT');
      await ended;
    }
    await eventually(
      'the ninth has left',
      30_000,
      () => fleetStatus(fleet),
      ({ ring }) => ring.members === 8 && ring.ideal,
    );
  });

  function runTour(name: string) {
    return run('bash', ['-euo', 'pipefail', '-c', commands(name)], { env: environment() });
  }

  /** The block behind `<!-- tour: name -->`. */
  function commands(name: string): string {
    const block = new RegExp(`<!-- tour: ${name} -->\\n\`\`\`sh\\n([\\s\\S]*?)\`\`\``).exec(readme)?.[1];
    if (!block) throw new Error(`the README has no tour "${name}"`);
    const first = fleet.peers[0]!;
    return block
      .replaceAll('http://127.0.0.1:8080', first.api)
      .replaceAll('127.0.0.1:50051', first.address)
      .replaceAll('.acorde/', `${fleet.data}/`)
      .replaceAll('copy.md', join(folder, 'copy.md'))
      .replaceAll('--directory ninth', `--directory ${join(folder, 'ninth')}`);
  }

  function environment(): NodeJS.ProcessEnv {
    return { ...process.env, ACORDE_DATA: fleet.data };
  }
});
