import type { TransferView } from '../../../packages/dashboard/src/wire-event.ts';
import type { FixtureFleet } from '../../../packages/dashboard/test/fixture-gateway/fixture-fleet.ts';
import { fixtureTransfer } from '../../../packages/dashboard/test/fixture-gateway/fixture-transfer.ts';

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

/** Transfers of three kinds. Telemetry is not kept: it is for pages that are open. */
export function busy(fleet: FixtureFleet): void {
  const film = [...fleet.files.values()].find(({ entries }) => entries[0]?.name === 'talk.mp4');
  const about = { fileId: film!.id, name: 'talk.mp4' };
  const changes: readonly Partial<TransferView>[] = [
    { transferId: 't0', kind: 'get' },
    { transferId: 't1', kind: 'put', copies: 2, copiesWanted: 3, state: 'paused', bytesPerSecond: 0 },
    { transferId: 't2', kind: 'repair', state: 'done', moved: 10 * 1024 * 1024 },
  ];
  for (const [i, change] of changes.entries()) {
    const transfer = fixtureTransfer(fleet, { ...about, ...change });
    fleet.telemetry('transfer.progress', fleet.up[i]!, { transfer });
  }
}
