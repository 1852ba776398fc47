'use client';
import { useState } from 'react';
import type { LabStrings } from '../text/en-lab.ts';
import { Button } from '../ui/button.tsx';
import { Section } from '../ui/section.tsx';
import { SCENE_STEPS, SCENES, type SceneName } from './scenes.ts';
import type { LabHandle } from './use-lab.ts';

/** Lessons: a few steps each, told in words while the ring shows them. */
export function LabScenes({ lab, t }: { lab: LabHandle; t: LabStrings }) {
  const [at, setAt] = useState<{ scene: SceneName; step: number } | null>(null);
  const go = (scene: SceneName, step: number) => {
    setAt({ scene, step });
    if (step === 0) lab.store.dispatch({ type: 'dismiss' });
    for (const command of SCENE_STEPS[scene][step] ?? []) lab.send(command);
  };
  const steps = at === null ? [] : t.steps[at.scene];
  return (
    <Section title={t.scenes}>
      <div className="grid grid-cols-2 gap-2">
        {SCENES.map((scene) => (
          <Button key={scene} aria-pressed={at?.scene === scene} onClick={() => go(scene, 0)}>
            {t.scene[scene]}
          </Button>
        ))}
      </div>
      {at !== null && (
        <div className="mt-3 rounded-md border border-line bg-surface px-3 py-2.5">
          <p role="status">{steps[at.step]}</p>
          <div className="mt-2 flex items-center gap-2">
            <span className="hint mr-auto">{t.step(at.step + 1, steps.length)}</span>
            <Button
              kind="primary"
              disabled={at.step + 1 >= steps.length}
              onClick={() => go(at.scene, at.step + 1)}
            >
              {t.next}
            </Button>
          </div>
        </div>
      )}
    </Section>
  );
}
