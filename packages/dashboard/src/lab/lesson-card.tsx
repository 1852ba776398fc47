'use client';
import type { LabStrings } from '../text/en-lab.ts';
import { StepCard } from '../ui/step-card.tsx';
import type { Lesson } from './use-lesson.ts';

/** The step of a lesson, told beside the ring that shows it. */
export function LessonCard({ lesson, t }: { lesson: Lesson; t: LabStrings }) {
  const { at, go, close } = lesson;
  if (at === null) return null;
  const { scene, step } = at;
  const steps = t.steps[scene];
  const isLast = step + 1 >= steps.length;
  return (
    <StepCard
      title={t.scene[scene]}
      closeLabel={t.dismiss}
      onClose={close}
      text={steps[step]}
      count={t.step(step + 1, steps.length)}
      next={{ label: isLast ? t.end : t.next, onPress: () => (isLast ? close() : go(scene, step + 1)) }}
    />
  );
}
