import { describe, expect, it } from 'vitest';
import { contact, event, peer, snapshot } from '../model/fixtures.ts';
import type { ServerMessage } from '../wire.ts';
import { makeRecording, parseRecording, RECORDING_FORMAT } from './recording.ts';
import { tapeOf } from './tape.ts';

const id = (head: string) => head.padEnd(64, '0');
const elm = peer('elm', '2');
const joined = event('peer.joined', elm, { member: contact(elm), via: null }, 1);
const first = snapshot([elm], { seq: 0, atMs: 1_000 });
const second: ServerMessage = {
  type: 'delta',
  seq: 1,
  atMs: 2_000,
  changes: [{ kind: 'fact', event: joined }],
};
const frames = [
  { atMs: 1_000, message: first },
  { atMs: 2_000, message: second },
];
const text = (value: unknown) => JSON.stringify(value);
const whole = { format: RECORDING_FORMAT, fromMs: 1_000, untilMs: 2_000, frames };
const withFirst = (message: unknown) => ({ ...whole, frames: [{ atMs: 1_000, message }] });

describe('a recording', () => {
  it('is opened as it was saved', () => {
    expect(parseRecording(text(whole))).toEqual(whole);
  });

  it('of a tape that has forgotten its beginning begins with a snapshot of what was', () => {
    const tape = tapeOf(frames);
    const saved = parseRecording(text(makeRecording(tape.stateAt(1_000), [frames[1]!])));
    expect(saved?.frames.map(({ message }) => message.type)).toEqual(['snapshot', 'delta']);
    const [again, before] = [tapeOf(saved!.frames).stateAt(2_000), tape.stateAt(2_000)];
    expect(again.peers).toEqual(before.peers);
    expect(again.feed).toEqual(before.feed);
  });

  it.each([
    ['no JSON', '{'],
    ['another file', text({ hello: 'world' })],
    ['a list', '[]'],
    ['no frames', text({ ...whole, frames: [] })],
    ['frames that are no list', text({ ...whole, frames: 7 })],
    ['no snapshot at its beginning', text({ ...whole, frames: [frames[1]] })],
    ['a peer whose id is markup', text(withFirst({ ...first, peers: [{ ...elm, peerId: '<b>' }] }))],
    ['a peer in a state that there is not', text(withFirst({ ...first, peers: [{ ...elm, state: 'odd' }] }))],
    ['a peer without members', text(withFirst({ ...first, peers: [{ ...elm, members: null }] }))],
    [
      'a place that is no identifier',
      text(withFirst({ ...first, peers: [{ ...elm, members: [{ memberId: 'x' }] }] })),
    ],
    ['a number that is none', text(withFirst({ ...first, files: { copies: 'many' } }))],
    ['a time beyond all calendars', text({ ...whole, frames: [{ atMs: 1e300, message: first }] })],
  ])('is not: %s', (_, bad) => {
    expect(parseRecording(bad)).toBeNull();
  });

  it.each([
    ['goes back in time', { atMs: 1, message: second }],
    ['is of an unknown type', { atMs: 3_000, message: { type: 'shutdown' } }],
    [
      'has an event without words',
      { atMs: 3_000, message: { type: 'telemetry', events: [{ ...joined, type: 'x' }] } },
    ],
    [
      'has an event without its data',
      { atMs: 3_000, message: { type: 'telemetry', events: [{ ...joined, data: {} }] } },
    ],
    [
      'has a member that is no identifier',
      {
        atMs: 3_000,
        message: {
          type: 'delta',
          seq: 2,
          atMs: 1,
          changes: [
            { kind: 'peer', peer: { ...elm, members: [{ ...elm.members[0], successors: [id('2'), 5] }] } },
          ],
        },
      },
    ],
    ['is nothing', null],
  ])('ends before the frame that %s', (_, bad) => {
    expect(parseRecording(text({ ...whole, frames: [...frames, bad, frames[1]] }))?.frames).toEqual(frames);
  });
});
