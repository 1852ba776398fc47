import type { TransferView } from '../../../packages/dashboard/src/wire-event.ts';
import type { FixtureFleet } from '../../../packages/dashboard/test/fixture-gateway/fixture-fleet.ts';

const FILES: readonly (readonly [name: string, type: string, bytes: number])[] = [
  ['annual-report-2026-final-version-with-all-the-appendices-and-figures.pdf', 'application/pdf', 6_400_000],
  ['birdsong.mp3', 'audio/mpeg', 3_300_000],
  ['canción de otoño.txt', 'text/plain', 1_400],
  ['holiday.jpg', 'image/jpeg', 840_000],
  ['notes.txt', 'text/plain', 1_200],
  ['talk.mp4', 'video/mp4', 9_400_000],
  ['音乐.flac', 'audio/flac', 5_100_000],
  ['<b>markup</b>.html', 'text/html', 300],
];

/** Gives the fixture a life to be photographed: files, a peer that came and one that failed. Returns a file's id. */
export function furnish(fleet: FixtureFleet): string {
  const ids = FILES.map(([name, type, bytes], i) => {
    const taker = fleet.up[i % fleet.up.length]!;
    return fleet.store(name, type, Buffer.alloc(bytes, name), taker).entry.fileId;
  });
  fleet.join('willow');
  fleet.fail('rowan');
  return ids[4]!;
}

/** Three transfers under way. Telemetry is not kept: it is for pages that are open. */
export function busy(fleet: FixtureFleet): void {
  const [film] = [...fleet.files.values()].filter(({ entries }) => entries[0]?.name === 'talk.mp4');
  for (const [i, peer] of fleet.up.slice(0, 3).entries()) {
    fleet.telemetry('transfer.progress', peer, { transfer: transfer(fleet, film!.id, i) });
  }
}

function transfer(fleet: FixtureFleet, fileId: string, i: number): TransferView {
  const moved = 2_100_000 * (i + 1);
  const givers = fleet.up.slice(4, 7);
  const sources = givers.map(({ peerId }, at) => ({
    ...{ peerId, moved: moved * [0.5, 0.3, 0.2][at]!, bytesPerSecond: 400_000 },
    ...(at === 2 ? { state: 'dropped', error: 'PEER_UNREACHABLE' } : { state: 'active', error: '' }),
  }));
  const about = { transferId: `t${i}`, kind: KINDS[i]!, fileId, name: 'talk.mp4', state: 'running' };
  const pace = { startTimeMs: Date.now() - 4_000, bytesPerSecond: 1_200_000, secondsLeft: 5 };
  const runs = [
    { count: 2 * (i + 1), state: 'done', source: 0 },
    { count: 1, state: 'fetching', source: 1 },
    { count: 8 - 2 * (i + 1), state: 'missing' },
  ] as const;
  const pieces = { chunks: 9, chunksPerPiece: 1, runs };
  return { ...about, ...pace, size: 9_400_000, moved, sources, pieces, copies: 0, copiesWanted: 0 };
}

const KINDS = ['get', 'replicate', 'repair'];
