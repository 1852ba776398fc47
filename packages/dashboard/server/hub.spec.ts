import { describe, expect, test } from 'vitest';
import { type Change, type Cursor, type ServerMessage, SLOW_CLOSE_CODE } from '../src/wire.ts';
import type { EventView } from '../src/wire-event.ts';
import { createManualSystem } from '../test/support/manual-system.ts';
import { wishOf } from './filtered-text.ts';
import { createHub } from './hub.ts';

const removed = (peerId: string): Change => ({ kind: 'peer_removed', peerId });
const fact = (type: string): Change => ({ kind: 'fact', event: { id: type, type } as EventView });
const hop = { id: 't1', type: 'lookup.hop' } as EventView;

function browser() {
  const got: ServerMessage[] = [];
  const one = {
    got,
    buffered: 0,
    closedWith: 0,
    send: (text: string) => void got.push(JSON.parse(text)),
    bufferedBytes: () => one.buffered,
    close(code: number) {
      one.closedWith = code;
    },
    kinds: () => got.map((message) => `${message.type} ${'seq' in message ? message.seq : ''}`.trim()),
  };
  return one;
}

function openHub() {
  const system = createManualSystem();
  const body = { peers: [], ring: { ideal: false, members: 0, unsettled: [] }, recent: [] };
  const files = { copies: 0, bytes: 0, entries: 0, records: 0 };
  const snapshot = () => ({
    ...body,
    files,
    events: { source: 'direct', broker: 'none', reason: '' } as const,
  });
  const hub = createHub({ system, snapshot, bufferedBytesMax: 1600 });
  return { system, hub };
}

describe('the hub', () => {
  test('greets with a snapshot, then numbers what changes', async () => {
    const { system, hub } = openHub();
    const one = browser();
    hub.join(one, undefined);
    hub.publish([removed('a')]);
    hub.publish([removed('b')]);
    await system.advance(20);
    hub.publish([removed('c')]);
    await system.advance(20);
    expect(one.kinds()).toEqual(['snapshot 0', 'delta 1', 'delta 2']);
    expect(one.got[1]).toMatchObject({ changes: [removed('a'), removed('b')] });
  });

  test('a browser that comes back gets what it missed, not a snapshot', async () => {
    const { system, hub } = openHub();
    const one = browser();
    const leave = hub.join(one, undefined);
    hub.publish([removed('a')]);
    await system.advance(20);
    leave();
    for (const peerId of ['b', 'c']) {
      hub.publish([removed(peerId)]);
      await system.advance(20);
    }
    const again = browser();
    hub.join(again, { epoch: hub.cursor().epoch, seq: 1 });
    expect(again.got).toMatchObject([{ type: 'resumed', seq: 3, changes: [removed('b'), removed('c')] }]);
  });

  test.each<[string, (epoch: string) => Cursor]>([
    ['of another run', () => ({ epoch: 'other', seq: 0 })],
    ['from the future', (epoch) => ({ epoch, seq: 99 })],
  ])('a cursor %s gets a snapshot', (_name, cursorOf) => {
    const { hub } = openHub();
    const one = browser();
    hub.join(one, cursorOf(hub.cursor().epoch));
    expect(one.kinds()).toEqual(['snapshot 0']);
  });

  test('a browser that was away for long gets what all of it came to, once', async () => {
    const { system, hub } = openHub();
    const leave = hub.join(browser(), undefined);
    leave();
    for (let count = 0; count < 300; count += 1) {
      hub.publish([removed(String(count % 3))]);
      await system.advance(20);
    }
    const again = browser();
    hub.join(again, { epoch: hub.cursor().epoch, seq: 1 });
    expect(again.got).toMatchObject([{ type: 'resumed', seq: 300, changes: ['0', '1', '2'].map(removed) }]);
  });

  test('a browser that missed more than a snapshot is long gets the snapshot', async () => {
    const { system, hub } = openHub();
    for (let count = 0; count < 100; count += 1) hub.publish([removed(`${count}`.repeat(8))]);
    await system.advance(20);
    const again = browser();
    hub.join(again, { epoch: hub.cursor().epoch, seq: 0 });
    expect(again.kinds()).toEqual(['snapshot 1']);
  });

  test('a browser with a filter gets the whole state and the events that it wants; numbers rise as for all', async () => {
    const { system, hub } = openHub();
    const [files, all] = [browser(), browser()];
    hub.join(files, undefined, wishOf({ types: ['file.*'], peers: [] }, false));
    hub.join(all, undefined);
    hub.publish([fact('file.stored'), fact('peer.joined')]);
    hub.telemetry(hop);
    await system.advance(20);
    hub.publish([fact('peer.left'), removed('a')]);
    await system.advance(20);
    expect(files.kinds()).toEqual(['snapshot 0', 'delta 1', 'delta 2']);
    expect(files.got[1]).toMatchObject({ changes: [fact('file.stored')] });
    expect(files.got[2]).toMatchObject({ changes: [removed('a')] });
    expect(all.kinds()).toEqual(['snapshot 0', 'delta 1', 'telemetry', 'delta 2']);
    const back = browser();
    hub.join(back, { epoch: hub.cursor().epoch, seq: 0 }, wishOf({ types: ['file.*'], peers: [] }, true));
    expect(back.got).toMatchObject([{ type: 'resumed', changes: [removed('a'), fact('file.stored')] }]);
  });

  test('a cursor of this very moment is resumed, even before the first delta', () => {
    const { hub } = openHub();
    const one = browser();
    hub.join(one, hub.cursor());
    expect(one.kinds()).toEqual(['resumed 0']);
  });

  test('what is gathered when a browser joins is not told twice', async () => {
    const { system, hub } = openHub();
    const one = browser();
    hub.publish([removed('a')]);
    hub.join(one, undefined);
    await system.advance(20);
    expect(one.kinds()).toEqual(['snapshot 1']);
  });

  test('a slow browser loses telemetry first, then is cut off; another one notices nothing', async () => {
    const { system, hub } = openHub();
    const [slow, quick] = [browser(), browser()];
    hub.join(slow, undefined);
    hub.join(quick, undefined);
    slow.buffered = 200;
    hub.telemetry(hop);
    hub.publish([removed('a')]);
    await system.advance(20);
    expect(slow.kinds()).toEqual(['snapshot 0', 'delta 1']);
    expect(quick.kinds()).toEqual(['snapshot 0', 'delta 1', 'telemetry']);
    slow.buffered = 2000;
    hub.publish([removed('b')]);
    await system.advance(20);
    hub.publish([removed('c')]);
    await system.advance(20);
    expect(slow.closedWith).toBe(SLOW_CLOSE_CODE);
    expect(slow.kinds()).toEqual(['snapshot 0', 'delta 1']);
    expect(quick.kinds()).toEqual(['snapshot 0', 'delta 1', 'telemetry', 'delta 2', 'delta 3']);
  });

  test('ticks every second with the newest number', async () => {
    const { system, hub } = openHub();
    const one = browser();
    hub.start();
    hub.join(one, undefined);
    await system.advance(2100);
    hub.stop();
    expect(one.kinds()).toEqual(['snapshot 0', 'tick 0', 'tick 0']);
  });

  test('telemetry that comes faster than it is sent is bounded', async () => {
    const { system, hub } = openHub();
    const one = browser();
    hub.join(one, undefined);
    for (let count = 0; count < 5000; count += 1) hub.telemetry(hop);
    await system.advance(20);
    const [, message] = one.got;
    expect(message?.type === 'telemetry' && message.events.length).toBe(1000);
  });
});
