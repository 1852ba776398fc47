import { beforeEach, describe, expect, it } from 'vitest';
import { peer, snapshot } from '../model/fixtures.ts';
import { TestClock } from '../test-clock.ts';
import type { ServerMessage } from '../wire.ts';
import { type ConnectionHandlers, FleetSocket, GIVE_UP_MS, SILENCE_MS } from './fleet-socket.ts';

interface Opened extends ConnectionHandlers {
  readonly sent: unknown[];
  closed: boolean;
}

let clock: TestClock;
let opened: Opened[];
let heard: string[];
let statuses: string[];
let socket: FleetSocket;

beforeEach(() => {
  clock = new TestClock();
  opened = [];
  heard = [];
  statuses = [];
  socket = new FleetSocket({
    clock,
    open(handlers) {
      const one: Opened = { ...handlers, sent: [], closed: false };
      opened.push(one);
      return {
        send: (text) => one.sent.push(JSON.parse(text)),
        close: () => {
          one.closed = true;
        },
      };
    },
    onMessage: (message) => heard.push(message.type === 'delta' ? `delta ${message.seq}` : message.type),
    onStatus: (status) => statuses.push(status),
  });
  socket.start();
});

const last = () => opened.at(-1)!;
const say = (message: ServerMessage) => last().onMessage(JSON.stringify(message));
const first = snapshot([peer('elm', '2')]);
const delta = (seq: number): ServerMessage => ({ type: 'delta', seq, atMs: 0, changes: [] });
const tick = (seq: number): ServerMessage => ({ type: 'tick', seq, atMs: 0 });

describe('the socket', () => {
  it('says hello, takes the snapshot and the deltas after it', () => {
    last().onOpen();
    expect(last().sent).toEqual([{ type: 'hello' }]);
    say(first);
    say(delta(8));
    say(tick(8));
    expect(heard).toEqual(['snapshot', 'delta 8', 'tick']);
    expect(opened).toHaveLength(1);
  });

  it('connects again with its cursor, and takes what it missed', () => {
    say(first);
    say(delta(8));
    last().onClose();
    expect(statuses).toEqual(['lost']);
    clock.pass(400);
    last().onOpen();
    expect(last().sent).toEqual([{ type: 'hello', cursor: { epoch: 'e1', seq: 8 } }]);
    say({ type: 'resumed', epoch: 'e1', seq: 10, atMs: 0, changes: [] });
    say(delta(11));
    say(tick(11));
    expect(heard).toEqual(['snapshot', 'delta 8', 'resumed', 'delta 11', 'tick']);
    expect(opened).toHaveLength(2);
  });

  it.each([
    ['a delta that is not the next', () => say(delta(10))],
    ['a tick that names what was never seen', () => say(tick(9))],
    [
      'another gateway that claims to resume',
      () => say({ type: 'resumed', epoch: 'other', seq: 7, atMs: 0, changes: [] }),
    ],
    ['a message that is not one', () => last().onMessage('{"type":"gossip"}')],
    ['bytes that are not JSON', () => last().onMessage('{')],
    ['a binary message', () => last().onMessage(new Uint8Array(3))],
  ])('connects again after %s, and passes it on to nobody', (_, provoke) => {
    say(first);
    provoke();
    expect(heard).toEqual(['snapshot']);
    expect(last().closed).toBe(true);
    clock.pass(400);
    expect(opened).toHaveLength(2);
  });

  it('says within two seconds that nothing is heard, and gives the silent connection up', () => {
    say(first);
    clock.pass(SILENCE_MS + 300);
    expect(statuses[0]).toBe('lost');
    expect(SILENCE_MS + 300).toBeLessThanOrEqual(2_100);
    clock.pass(GIVE_UP_MS);
    expect(opened.length).toBeGreaterThan(1);
  });

  it('waits longer after each failure, at most about four seconds, and afresh after a success', () => {
    const waits: number[] = [];
    for (let i = 0; i < 8; i++) {
      const before = clock.nowMs();
      last().onClose();
      const count = opened.length;
      while (opened.length === count) clock.pass(10);
      waits.push(clock.nowMs() - before);
    }
    expect(waits.slice(0, 4)).toEqual([250, 500, 1000, 2000]);
    expect(Math.max(...waits)).toBe(4000);
    say(first);
    last().onClose();
    const count = opened.length;
    clock.pass(260);
    expect(opened).toHaveLength(count + 1);
  });

  it('stays quiet once stopped', () => {
    say(first);
    socket.stop();
    clock.pass(60_000);
    expect(opened).toHaveLength(1);
    expect(last().closed).toBe(true);
  });
});
