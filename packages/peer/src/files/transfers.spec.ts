import { AcordeError } from '@acorde/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import type { PeerId } from '../records/record.ts';
import { CHUNK_BYTES } from '../store/chunk.ts';
import type { TransferView } from './ports.ts';
import { createManualSystem, type ManualSystem } from './testing/manual-system.ts';
import { createTransfers, endOf, type Transfers } from './transfers.ts';

let system: ManualSystem;
let told: TransferView[];
let transfers: Transfers;

beforeEach(() => {
  system = createManualSystem();
  told = [];
  transfers = createTransfers({ system, onProgress: (view) => told.push(view) });
});

describe('transfers', () => {
  it('are listed newest first, the running ones before those that ended', () => {
    const names = () => transfers.views().map(({ name, state }) => `${name} ${state}`);
    const a = transfers.start('put', { name: 'a' });
    transfers.start('get', { name: 'b' });
    const c = transfers.start('get', { name: 'c' });
    expect(names()).toEqual(['c running', 'b running', 'a running']);
    c.end('failed');
    a.end('done');
    expect(names()).toEqual(['b running', 'a done', 'c failed']);
  });

  it('count what moves, on the whole and by peer', () => {
    const transfer = transfers.start('put', {});
    transfer.moved(5);
    transfer.moved(6);
    transfer.movedBy('p' as PeerId, 4);
    transfer.movedBy('p' as PeerId, 4);
    transfer.know({ fileId: 'f', size: 11 });
    expect(transfers.views()).toMatchObject([
      { moved: 11, fileId: 'f', size: 11, sources: [{ peerId: 'p', moved: 8 }] },
    ]);
  });

  it('tell at the start, four times a second, and at the end', () => {
    const transfer = transfers.start('put', {});
    for (let i = 0; i < 100; i += 1) {
      system.advance(10);
      transfer.moved(1);
    }
    transfer.end('done');
    expect(told.map(({ moved }) => moved)).toEqual([0, 25, 50, 75, 100, 100]);
    expect(told.at(-1)).toMatchObject({ state: 'done' });
  });

  it('tell how fast they are now, and nothing of it when they have ended', () => {
    const transfer = transfers.start('get', { size: 100_000 });
    for (let i = 0; i < 20; i += 1) {
      system.advance(100);
      transfer.moved(1_000);
      transfer.movedBy('p' as PeerId, 1_000);
    }
    const [view] = transfers.views();
    expect(Math.abs((view?.bytesPerSecond ?? 0) - 10_000)).toBeLessThan(1_000);
    expect(view?.sources[0]?.bytesPerSecond).toBeGreaterThan(5_000);
    transfer.end('done');
    expect(transfers.views()[0]).toMatchObject({ bytesPerSecond: 0, sources: [{ bytesPerSecond: 0 }] });
  });

  it('say how long it takes at that speed, while both are known', () => {
    const transfer = transfers.start('get', {});
    const left = () => transfers.views()[0]?.secondsLeft;
    for (let i = 0; i < 20; i += 1) {
      system.advance(100);
      transfer.moved(1_000);
    }
    expect(left()).toBeUndefined();
    transfer.know({ size: 120_000 });
    expect(Math.abs((left() ?? 0) - 10)).toBeLessThan(2);
    transfer.end('failed');
    expect(left()).toBeUndefined();
  });

  it('show pieces in order from the count of bytes, and out of order by what they are told', () => {
    const transfer = transfers.start('put', { size: 2 * CHUNK_BYTES });
    const runs = () => transfers.views()[0]?.pieces?.runs.map(({ count, state }) => `${count} ${state}`);
    transfer.moved(CHUNK_BYTES);
    expect(runs()).toEqual(['1 done', '1 fetching']);
    const pieces = transfer.pieces(2);
    pieces.came(1, 'p' as PeerId);
    expect(runs()).toEqual(['1 missing', '1 done']);
  });

  it('count the copies of a put, the last of them after its end, and tell of peers that were given up', () => {
    const transfer = transfers.start('put', { size: 1, copiesWanted: 3 });
    const put = () => transfers.views()[0];
    transfer.movedBy('p' as PeerId, 1);
    transfer.source('q' as PeerId, 'dropped', 'PEER_UNREACHABLE');
    transfer.know({ ownCopy: true });
    transfer.source('p' as PeerId, 'durable');
    expect(put()).toMatchObject({ copies: 2, copiesWanted: 3 });
    transfer.end('done');
    transfer.source('r' as PeerId, 'durable');
    expect(put()).toMatchObject({
      copies: 3,
      sources: [
        { peerId: 'p', state: 'durable' },
        { peerId: 'q', state: 'dropped', error: 'PEER_UNREACHABLE' },
        { peerId: 'r', state: 'durable' },
      ],
    });
  });

  it('hear that they are cancelled, by their id and while they run', () => {
    const transfer = transfers.start('put', {});
    const [{ transferId = '' } = {}] = transfers.views();
    transfers.cancel(transferId);
    expect(transfer.signal.reason).toMatchObject({ code: 'CANCELLED' });
    transfer.end('cancelled');
    expect(() => transfers.cancel(transferId)).toThrow(expect.objectContaining({ code: 'FILE_NOT_FOUND' }));
  });

  it('wait while they are paused, and go on when they are resumed', async () => {
    const transfer = transfers.start('get', { size: 10 });
    const [{ transferId = '' } = {}] = transfers.views();
    await transfer.turn();
    transfers.pause(transferId);
    transfers.pause(transferId);
    expect(told.at(-1)).toMatchObject({ state: 'paused', secondsLeft: undefined });
    let went = false;
    const turn = transfer.turn().then(() => {
      went = true;
    });
    await Promise.resolve();
    expect(went).toBe(false);
    transfers.resume(transferId);
    await turn;
    expect(transfers.views()[0]).toMatchObject({ state: 'running' });
  });

  it('that wait can say so now and then', async () => {
    const transfer = transfers.start('put', {});
    transfers.pause(transfers.views()[0]!.transferId);
    const turn = transfer.turn(500);
    system.advance(500);
    await turn;
    expect(transfer.isPaused).toBe(true);
  });

  it('that are paused hear that they are cancelled', async () => {
    const transfer = transfers.start('put', {});
    const [{ transferId = '' } = {}] = transfers.views();
    transfers.pause(transferId);
    const turn = transfer.turn();
    transfers.cancel(transferId);
    await expect(turn).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('are not paused when another peer sends them, when two repairs are, or when nobody knows them', () => {
    transfers.start('replicate', {});
    const [{ transferId = '' } = {}] = transfers.views();
    expect(() => transfers.pause(transferId)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    for (let i = 0; i < 3; i += 1) transfers.start('repair', {});
    const [last, ...first] = transfers.views().filter(({ kind }) => kind === 'repair');
    for (const repair of first) transfers.pause(repair.transferId);
    expect(() => transfers.pause(last!.transferId)).toThrow(expect.objectContaining({ code: 'BUSY' }));
    transfers.resume(first[0]!.transferId);
    transfers.pause(last!.transferId);
    for (const act of [transfers.pause, transfers.resume])
      expect(() => act('?')).toThrow(expect.objectContaining({ code: 'FILE_NOT_FOUND' }));
  });

  it('are as many as the limit says', () => {
    const two = createTransfers({ system, runningMax: () => 2 });
    two.start('get', {});
    const second = two.start('get', {});
    expect(() => two.start('put', {})).toThrow(/2 transfers at once/);
    second.end('done');
    two.start('put', {});
  });

  it('end once', () => {
    const transfer = transfers.start('put', {});
    transfer.end('done');
    transfer.end('cancelled');
    expect(transfers.views()).toMatchObject([{ state: 'done' }]);
  });

  it('are bounded, running and ended', () => {
    const running = Array.from({ length: 512 }, () => transfers.start('get', {}));
    expect(() => transfers.start('get', {})).toThrow(expect.objectContaining({ code: 'OVERLOADED' }));
    for (const transfer of running) transfer.end('done');
    expect(transfers.views()).toHaveLength(100);
  });

  it('are cancelled when the caller went away, and failed otherwise', () => {
    expect(endOf(new AcordeError('CANCELLED', 'gone'))).toBe('cancelled');
    expect(endOf(new AcordeError('DISK_FULL', 'full'))).toBe('failed');
    expect(endOf(new Error('other'))).toBe('failed');
  });
});
