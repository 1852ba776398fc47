import { describe, expect, it } from 'vitest';
import { peer, snapshot } from '../model/fixtures.ts';
import { TestClock } from '../test-clock.ts';
import type { ServerMessage } from '../wire.ts';
import { makeRecording } from './recording.ts';
import { tapeOf } from './tape.ts';
import { createTimeline } from './timeline.ts';

const elm = peer('elm', '2');
const delta = (seq: number): ServerMessage => ({
  type: 'delta',
  seq,
  atMs: seq * 1_000,
  changes: [{ kind: 'peer', peer: { ...elm, name: `name ${seq}` } }],
});

function setUp(fromMs = 0) {
  const clock = new TestClock();
  const timeline = createTimeline(clock, (fn) => fn());
  timeline.hear(snapshot([elm], { seq: 0 }), fromMs);
  for (let seq = 1; seq <= 10; seq++) timeline.hear(delta(seq), fromMs + seq * 1_000);
  const shown = () => timeline.past()?.peers.get(elm.peerId)?.name ?? null;
  return { clock, timeline, shown };
}

describe('the timeline', () => {
  it('shows now until somebody looks back', () => {
    const { timeline, shown } = setUp();
    expect(timeline.past()).toBeNull();
    timeline.seek(3_500);
    expect(shown()).toBe('name 3');
    timeline.live();
    expect(shown()).toBeNull();
  });

  it('stays where it was put while more happens', () => {
    const { timeline, shown } = setUp();
    timeline.seek(3_000);
    timeline.hear(delta(11), 11_000);
    expect(shown()).toBe('name 3');
  });

  it('does not leave its ends', () => {
    const { timeline } = setUp();
    timeline.seek(-5);
    expect(timeline.getState().atMs).toBe(0);
    timeline.seek(1e9);
    expect(timeline.getState().atMs).toBe(10_000);
  });

  it('plays as fast as was asked, and stops at the end', () => {
    const { clock, timeline, shown } = setUp();
    timeline.seek(1_000);
    timeline.play(4);
    clock.pass(1_000);
    expect(shown()).toBe('name 5');
    clock.pass(10_000);
    expect(shown()).toBe('name 10');
    expect(timeline.getState().speed).toBe(0);
  });

  it('puts what the gateway remembers before what was heard, each message once', () => {
    const { timeline } = setUp(5_000);
    const before = [
      { atMs: 2, message: snapshot([elm], { seq: 0 }) },
      ...Array.from({ length: 8 }, (_, i) => ({ atMs: 5_000 + (i + 1) * 1_000, message: delta(i + 1) })),
    ];
    timeline.remember(before);
    const seqs = timeline.tape().frames.map(({ message }) => (message.type === 'delta' ? message.seq : 0));
    expect(seqs).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(timeline.tape().fromMs).toBe(2);
  });

  it('opens a recording in place of this fleet, and comes back', () => {
    const { timeline, shown } = setUp();
    const tape = tapeOf([
      { atMs: 50, message: snapshot([{ ...elm, name: 'long ago' }]) },
      { atMs: 60, message: { type: 'tick', seq: 7, atMs: 60 } },
    ]);
    timeline.open('old.json', makeRecording(tape.base, tape.frames));
    expect([shown(), timeline.getState().recording]).toEqual(['long ago', 'old.json']);
    timeline.live();
    expect([shown(), timeline.tape().untilMs]).toEqual([null, 10_000]);
  });
});
