'use client';
import type { LabStrings } from '../text/en-lab.ts';
import { Button } from '../ui/button.tsx';
import { Section } from '../ui/section.tsx';
import { SCENES } from './scenes.ts';
import type { Lesson } from './use-lesson.ts';

/** Lessons to choose from: a few steps each, told in words while the ring shows them. */
export function LabScenes({ lesson, t }: { lesson: Lesson; t: LabStrings }) {
  return (
    <Section title={t.scenes}>
      <div className="grid grid-cols-2 gap-2">
        {SCENES.map((scene) => (
          <Button key={scene} aria-pressed={lesson.at?.scene === scene} onClick={() => lesson.go(scene, 0)}>
            {t.scene[scene]}
          </Button>
        ))}
      </div>
    </Section>
  );
}
