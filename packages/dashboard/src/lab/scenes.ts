// The lab's lessons: each a few steps, and what is done to the ring when a step begins.
import type { LabCommand } from './lab-protocol.ts';

export const SCENES = ['join', 'lookup', 'crash', 'split'] as const;
export type SceneName = (typeof SCENES)[number];

const start = (members: number): LabCommand => ({ type: 'start', members, seed: 7 });
const run = (speed: number): LabCommand => ({ type: 'speed', speed });

/** By scene: the commands of each step. The words are in src/text/en-lab.ts, as many as there are steps. */
export const SCENE_STEPS: Record<SceneName, readonly (readonly LabCommand[])[]> = {
  join: [[start(11), run(0)], [{ type: 'add', count: 1 }, run(0.5)], [run(1)]],
  lookup: [[start(24), run(0)], [{ type: 'lookup' }], [{ type: 'lookup' }]],
  crash: [[start(16), run(0)], [{ type: 'kill', share: 0.25 }, run(0.3)], [run(1)]],
  split: [[start(16), run(0)], [{ type: 'split' }, run(1)], [{ type: 'heal' }, run(1)], [run(1)]],
};
