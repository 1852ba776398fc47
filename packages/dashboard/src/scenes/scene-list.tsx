'use client';
import { useIsPast } from '../time/use-past.ts';
import { Button } from '../ui/button.tsx';
import { Section } from '../ui/section.tsx';
import { useServices, useStore, useText } from '../use-services.tsx';
import { SCENE_NAMES } from './scene-names.ts';

/** The scenes to choose from. A real network is not cut in two from a page: that one is told in the lab. */
export function SceneList() {
  const t = useText();
  const { scene } = useServices();
  const playing = useStore(scene);
  const past = useIsPast();
  return (
    <Section title={t.scenes.title}>
      <p className="hint mb-2">{t.scenes.about}</p>
      <div className="grid grid-cols-2 gap-2">
        {SCENE_NAMES.map((name) => (
          <Button
            key={name}
            disabled={past}
            aria-pressed={playing === name}
            onClick={() => scene.dispatch(name)}
          >
            {t.scenes.names[name]}
          </Button>
        ))}
        <a
          href="/lab/?scene=split"
          title={t.scenes.splitWhy}
          className="inline-flex h-8 items-center justify-center rounded-md border border-line-strong px-3 text-sm whitespace-nowrap hover:bg-hover"
        >
          {t.scenes.split}
        </a>
      </div>
    </Section>
  );
}
