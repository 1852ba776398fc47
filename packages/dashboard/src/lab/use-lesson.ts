'use client';
import { useCallback, useEffect, useState } from 'react';
import { SCENE_STEPS, SCENES, type SceneName } from './scenes.ts';
import type { LabHandle } from './use-lab.ts';

export interface Lesson {
  readonly at: { readonly scene: SceneName; readonly step: number } | null;
  go(scene: SceneName, step: number): void;
  close(): void;
}

/** The lesson that the address asks for, if any. */
export function askedLesson(): SceneName | null {
  const asked = new URLSearchParams(location.search).get('scene');
  return SCENES.find((name) => name === asked) ?? null;
}

/** The lesson that is told; `?scene=` in the address begins one. */
export function useLesson(lab: LabHandle): Lesson {
  const [at, setAt] = useState<Lesson['at']>(null);
  const go = useCallback(
    (scene: SceneName, step: number) => {
      setAt({ scene, step });
      if (step === 0) lab.store.dispatch({ type: 'dismiss' });
      for (const command of SCENE_STEPS[scene][step] ?? []) lab.send(command);
    },
    [lab],
  );
  useEffect(() => {
    const scene = askedLesson();
    if (scene !== null) go(scene, 0);
  }, [go]);
  return { at, go, close: () => setAt(null) };
}
