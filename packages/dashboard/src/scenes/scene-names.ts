/** The scenes that are played on the real fleet. */
export const SCENE_NAMES = ['join', 'lookup', 'crash'] as const;
export type SceneName = (typeof SCENE_NAMES)[number];
