'use client';
import type { LabStrings } from '../text/en-lab.ts';
import { Button, IconButton } from '../ui/button.tsx';
import type { Lesson } from './use-lesson.ts';

/** The step of a lesson, told beside the ring that shows it. */
export function LessonCard({ lesson, t }: { lesson: Lesson; t: LabStrings }) {
  const { at, go, close } = lesson;
  if (at === null) return null;
  const { scene, step } = at;
  const steps = t.steps[scene];
  const isLast = step + 1 >= steps.length;
  return (
    <section
      aria-label={t.scene[scene]}
      className="absolute inset-x-2 bottom-2 z-10 rounded-lg border border-line bg-raised p-3 shadow-float sm:top-3 sm:right-auto sm:bottom-auto sm:left-3 sm:w-72"
    >
      <div className="flex items-center gap-2">
        <h2 className="min-w-0 flex-1 truncate font-semibold">{t.scene[scene]}</h2>
        <IconButton small icon="close" label={t.dismiss} onClick={close} />
      </div>
      <p role="status" className="mt-1.5">
        {steps[step]}
      </p>
      <div className="mt-3 flex items-center gap-2">
        <span className="hint mr-auto">{t.step(step + 1, steps.length)}</span>
        <Button kind="primary" onClick={() => (isLast ? close() : go(scene, step + 1))}>
          {isLast ? t.end : t.next}
        </Button>
      </div>
    </section>
  );
}
