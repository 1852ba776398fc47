import { describe, expect, it } from 'vitest';
import { event, peer, snapshot } from '../model/fixtures.ts';
import type { ServerMessage } from '../wire.ts';
import { binMarks } from './marks.ts';
import { FRAMES_MAX, SPAN_MS, Tape } from './tape.ts';

const elm = peer('elm', '2');
const delta = (seq: number, name: string): ServerMessage => ({
  type: 'delta',
  seq,
  atMs: 0,
  changes: [{ kind: 'peer', peer: { ...elm, name } }],
});

function tapeOfNames(count: number, everyMs: number): Tape {
  const tape = new Tape();
  tape.push({ atMs: 0, message: snapshot([elm], { seq: 0 }) });
  for (let i = 1; i <= count; i++) tape.push({ atMs: i * everyMs, message: delta(i, `name ${i}`) });
  return tape;
}

const nameAt = (tape: Tape, atMs: number) => tape.stateAt(atMs).peers.get(elm.peerId)?.name;

describe('the tape', () => {
  it('gives the state of any moment, in any order of asking', () => {
    const tape = tapeOfNames(1_000, 10);
    expect([500, 9_999, 10_000, 7, 10, 5_555].map((at) => nameAt(tape, at))).toEqual([
      'name 50',
      'name 999',
      'name 1000',
      'elm',
      'name 1',
      'name 555',
    ]);
  });

  it('has its newest state at hand, whatever moment was asked for before', () => {
    const tape = tapeOfNames(1_000, 10);
    nameAt(tape, 5_555);
    expect(tape.newest).toBe(tape.stateAt(10_000));
    expect(tape.newest.peers.get(elm.peerId)?.name).toBe('name 1000');
  });

  it('forgets what is older than fifteen minutes, and still plays from its beginning', () => {
    const tape = tapeOfNames(4_000, 1_000);
    expect(tape.untilMs - tape.fromMs).toBeLessThan(SPAN_MS + 400 * 1_000);
    expect(tape.fromMs).toBeGreaterThan(0);
    expect(nameAt(tape, tape.fromMs)).toBe(`name ${tape.fromMs / 1_000}`);
    expect(nameAt(tape, 4_000_000)).toBe('name 4000');
  });

  it('holds a bounded number of messages, however fast they come', () => {
    const tape = tapeOfNames(FRAMES_MAX + 2_000, 0.001);
    expect(tape.frames.length).toBeLessThanOrEqual(FRAMES_MAX + 400);
    expect(nameAt(tape, 1e9)).toBe(`name ${FRAMES_MAX + 2_000}`);
  });

  it('never runs backwards when a clock is set back', () => {
    const tape = new Tape();
    tape.push({ atMs: 5_000, message: snapshot([elm], { seq: 0 }) });
    tape.push({ atMs: 1_000, message: delta(1, 'later') });
    expect(nameAt(tape, 5_000)).toBe('later');
  });
});

describe('its marks', () => {
  it('fall into bins by time and kind', () => {
    const tape = new Tape();
    const fact = (type: 'peer.failed' | 'file.deleted', seq: number): ServerMessage => ({
      type: 'delta',
      seq,
      atMs: 0,
      changes: [{ kind: 'fact', event: event(type, elm, { member: null, reason: '' } as never, seq) }],
    });
    tape.push({ atMs: 0, message: snapshot([elm], { seq: 0 }) });
    tape.push({ atMs: 10, message: fact('peer.failed', 1) });
    tape.push({ atMs: 99, message: fact('file.deleted', 2) });
    expect(binMarks(tape.marks, 0, 100, 2)).toEqual([
      { failed: 1, ring: 0, file: 0 },
      { failed: 0, ring: 0, file: 1 },
    ]);
    expect(binMarks(tape.marks, 50, 60, 1)).toEqual([{ failed: 0, ring: 0, file: 0 }]);
  });
});
