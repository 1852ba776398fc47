// The words of the lab. A page of its own, so that the ring's page does not load them.
import type { SceneName } from '../lab/scenes.ts';

const count = (n: number, one: string, many: string) => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;

export const enLab = {
  code: 'en',
  title: 'Lab',
  toFleet: 'To the fleet',
  about:
    'The ring protocol that real peers run, under virtual time in a worker of this browser. Nothing here touches a fleet.',
  ring: (n: number) => `Ring of ${count(n, 'member', 'members')} in the lab`,
  members: 'Members',
  start: 'New ring',
  starting: 'Making the ring…',
  play: 'Let time pass',
  pause: 'Stop time',
  speed: 'Speed of time',
  killHalf: 'Kill half',
  add: 'Add 10',
  split: 'Split in two',
  heal: 'Heal the split',
  lookup: 'Look a key up',
  dismiss: 'Dismiss',
  state: 'The ring now',
  time: 'Virtual time',
  up: 'Members up',
  rings: 'Rings',
  messages: 'Messages',
  events: 'Steps run',
  misplaced: 'Not in place',
  ideal: 'One ring, in order',
  notIdeal: 'Not in order yet',
  settling: 'Members not in place, over virtual time',
  settlingNone: 'Let time pass to draw it.',
  hops: 'Hops of a lookup, by members',
  hopsAbout: (lookups: number) =>
    `Dots: the mean of ${lookups} lookups by fingers in each ring, measured here. Bars reach to the 99th percentile. Line: ½ log₂ N, the mean of figure 10 in Stoica and others, 2001.`,
  measure: 'Measure',
  measuring: 'Measuring…',
  paper: 'paper: ½ log₂ N',
  here: 'measured here',
  point: (members: number, mean: string, paper: string) =>
    `${members} members: ${mean} hops, the paper says ${paper}`,
  traced: (hops: number, ms: string, right: boolean) =>
    `${count(hops, 'hop', 'hops')}, ${ms} of virtual time; ${right ? 'the right owner' : 'not the owner that an observer would name'}`,
  hop: (n: number, from: string, to: string, reason: string) => `${n}. ${from} → ${to}: ${reason}`,
  failed: (reason: string) => `The lab cannot do that: ${reason}`,
  scenes: 'Lessons',
  scene: { join: 'A join', lookup: 'A lookup', crash: 'A crash', split: 'A split' } as Record<
    SceneName,
    string
  >,
  steps: {
    join: [
      'Eleven members, each knows its place: the next ones clockwise, and the one before it. Every key belongs to the first member at or after it.',
      'A newcomer arrives. It asks any member for the place of its own identifier, and takes the answer as its successor. Nobody else knows it yet.',
      'At their next stabilization its neighbours hear of it: the successor takes it as predecessor, and the member before it as successor. The ring is in order again.',
    ],
    lookup: [
      'Twenty-four members. Besides its neighbours each knows some fingers: members far ahead, at distances that grow by powers.',
      'A key is looked up. Each hop asks the finger closest before the key, so the way left shrinks by a large part each time.',
      'Another key, from another member. In a ring of N members a lookup needs about ½ log₂ N hops by fingers alone.',
    ],
    crash: [
      'Sixteen members, each with a list of the next four.',
      'A quarter of them is killed at one moment. Their neighbours still point at them: the crosses.',
      'Each survivor passes over dead successors in its list to the first one that answers, and tells it so. The circle is closed again; nothing central was asked.',
    ],
    split: [
      'Sixteen members in one ring.',
      'The network is cut in two. Each side takes the other for dead, and closes a ring of its own: two rings, each in order.',
      'The cut is healed. Members remember contacts and go on asking them; one that answers from the other ring is enough to begin the merge.',
      'Successor by successor the two rings become one.',
    ],
  } as Record<SceneName, readonly string[]>,
  step: (n: number, of: number) => `${n} of ${of}`,
  next: 'Next',
  end: 'End',
};

export type LabStrings = typeof enLab;
