// What the scenes on the real fleet say, in English. Loaded with the scene, not with the page.

import type { SceneName } from '../scenes/scene-names.ts';
import type { SceneState } from '../scenes/scene-runner.ts';

type Words = (state: SceneState) => string;
const who = ({ subject }: SceneState) => subject?.name ?? '…';
const count = (n: number, one: string, many: string) => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;

export interface SceneStrings {
  readonly step: (n: number, of: number) => string;
  readonly next: string;
  readonly end: string;
  readonly close: string;
  readonly again: string;
  readonly waiting: string;
  readonly took: (span: string) => string;
  readonly noSafePeer: string;
  readonly cannot: string;
  readonly titles: Record<SceneName, string>;
  readonly steps: Record<SceneName, readonly Words[]>;
}

export const enScenes: SceneStrings = {
  step: (n, of) => `Step ${n} of ${of}`,
  next: 'Next',
  end: 'End',
  close: 'Close the scene',
  again: 'Try again',
  waiting: 'Waiting for the fleet…',
  took: (span) => `Seen here after ${span}`,
  noSafePeer: 'Every peer has the last copy of some file within reach: none is killed. Try again later.',
  cannot: 'This scene starts or kills real processes, and no launcher offers that here. The lab can show it.',
  titles: { join: 'A peer joins', lookup: 'A key is looked up', crash: 'A crash and its repair' },
  steps: {
    join: [
      () =>
        'Whoever joins needs two things: an identifier of its own, and the address of one peer. Next starts a real process.',
      (state) =>
        `${who(state)} looks its own identifier up. The answer is its successor: from now on it owns the arc behind it, which the ring shows.`,
      (state) =>
        `At their next stabilize step the neighbours of ${who(state)} hear of it, and each corrects one pointer. The ring is in order again when all agree.`,
      (state) =>
        `The records of its arc were handed over to ${who(state)}; no file's bytes had to move. It can be stopped in its panel.`,
    ],
    lookup: [
      () =>
        'Any peer can be asked for any key. It knows its neighbours, and some members far ahead: its fingers. Next asks for the farthest place of the ring.',
      (state) =>
        `${who(state)} asks the finger closest before the key, then the one that this names, and so on. Each hop leaves less than half of the way. Real hops are slowed down; the bar says how much.`,
      () =>
        'The same question with full membership: in a small ring every peer knows all others, and one hop is enough.',
      () =>
        'By fingers alone a ring of N members needs about ½ log₂ N hops: ten for a million. The lab measures it.',
    ],
    crash: [
      (state) =>
        `${who(state)} is a real process with ${count(state.subject?.copies ?? 0, 'copy', 'copies')}, each with another one within reach. Next kills it, with no chance to say goodbye.`,
      (state) =>
        `${who(state)} is dead. Its neighbours notice by their closed connections, and ask once more before they believe it.`,
      () =>
        'Its predecessor passes on to the next member of its successor list: the ring is closed again. Nothing central was asked.',
      () =>
        'The keepers of the records see files with too few copies, wait a little in case it comes back, and have others made.',
      (state) =>
        `All files have their copies again. ${who(state)} is started, joins at its old place, and its own copies count once more.`,
    ],
  },
};
