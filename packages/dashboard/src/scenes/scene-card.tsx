'use client';
import { useEffect, useState } from 'react';
import { ApiError } from '../api/call.ts';
import { ask } from '../lookup/ask.ts';
import { enScenes, type SceneStrings } from '../text/en-scenes.ts';
import { esScenes } from '../text/es-scenes.ts';
import { formatMs } from '../text/format.ts';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { MarkIcon } from '../ui/mark.tsx';
import { StepCard } from '../ui/step-card.tsx';
import { useServices, useStore, useText } from '../use-services.tsx';
import type { SceneName } from './scene-names.ts';
import { createSceneRunner, type SceneRunner, type SceneState } from './scene-runner.ts';

const PHONE_PX = 640;

/** The scene that plays, told over the ring; nothing where none does. */
export function SceneCard() {
  const { scene } = useServices();
  const name = useStore(scene);
  return name === null ? null : <Playing key={name} name={name} onClose={() => scene.dispatch(null)} />;
}

function Playing({ name, onClose }: { name: SceneName; onClose: () => void }) {
  const runner = useRunner(name);
  return runner === null ? null : <Card runner={runner} onClose={onClose} />;
}

/** On a phone there is one thing at a time: the ring stays, whatever is shown of it. */
function useRunner(name: SceneName): SceneRunner | null {
  const services = useServices();
  const [runner, setRunner] = useState<SceneRunner | null>(null);
  useEffect(() => {
    const { operate, clock, liveFleet, view } = services;
    const isPhone = () => window.innerWidth < PHONE_PX;
    if (isPhone()) view.dispatch({ tab: 'ring' });
    const made = createSceneRunner(
      {
        ...{ operate, clock, fleet: liveFleet },
        show: (peer) => view.dispatch({ peer, tab: isPhone() ? 'ring' : 'peers' }),
        async ask(question) {
          const asked = ask(services, question);
          if (isPhone()) view.dispatch({ tab: 'ring' });
          await asked;
        },
      },
      name,
    );
    setRunner(made);
    return () => made.stop();
  }, [services, name]);
  return runner;
}

function Card({ runner, onClose }: { runner: SceneRunner; onClose: () => void }) {
  const t = useText();
  const words = t.code === 'es' ? esScenes : enScenes;
  const state = useStore(runner.store);
  const { name, step, steps, phase } = state;
  const isLast = step + 1 === steps && phase === 'over';
  return (
    <StepCard
      title={words.titles[name]}
      closeLabel={words.close}
      onClose={onClose}
      text={words.steps[name][step]?.(state)}
      count={words.step(step + 1, steps)}
      next={{
        label: phase === 'failed' ? words.again : isLast ? words.end : words.next,
        disabled: phase === 'acting' || phase === 'open',
        onPress: () => (isLast ? onClose() : runner.next()),
      }}
    >
      {phase === 'failed' ? <Failed state={state} words={words} /> : <Seen state={state} words={words} />}
    </StepCard>
  );
}

function Seen({ state: { phase, tookMs, step }, words }: { state: SceneState; words: SceneStrings }) {
  if (phase !== 'over')
    return (
      <p className="hint mt-2 flex items-center gap-1.5">
        <MarkIcon shape="joining" size={10} />
        {words.waiting}
      </p>
    );
  if (step === 0 || tookMs === null) return null;
  return (
    <p className="hint mt-2 flex items-center gap-1.5">
      <MarkIcon shape="healthy" size={10} />
      {words.took(formatMs(tookMs))}
    </p>
  );
}

function Failed({ state: { error }, words }: { state: SceneState; words: SceneStrings }) {
  const plain = error instanceof ApiError && error.message === '' ? error.code : '';
  const told = plain === 'FORBIDDEN' ? words.cannot : plain === 'BUSY' ? words.noSafePeer : null;
  if (told === null) return <ErrorNotice error={error} />;
  return (
    <p role="alert" className="mt-2 border-l-2 border-suspect pl-3">
      {told}
    </p>
  );
}
