'use client';
import { useId, useState } from 'react';
import type { LabStrings } from '../text/en-lab.ts';
import { formatMs } from '../text/format.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { BareSelect } from '../ui/field.tsx';
import { Facts, Notice, Section } from '../ui/section.tsx';
import { HopsChart } from './hops-chart.tsx';
import type { LabModel } from './lab-model.ts';
import type { LabTrace } from './lab-protocol.ts';
import { LabScenes } from './lab-scenes.tsx';
import { SettlingChart } from './settling-chart.tsx';
import type { LabHandle } from './use-lab.ts';
import type { Lesson } from './use-lesson.ts';

export interface LabPartProps {
  readonly lab: LabHandle;
  readonly model: LabModel;
  readonly t: LabStrings;
}

const SIZES = [3, 16, 128, 1000, 5000, 10_000];
const SPEEDS = [0.2, 1, 5];

export function LabPanel({ lab, model, lesson, t }: LabPartProps & { lesson: Lesson }) {
  return (
    <>
      <h2 className="sr-only">{t.title}</h2>
      <p className="hint border-b border-line px-4 py-3">{t.about}</p>
      {model.fault !== '' && <Notice tone="failed">{t.failed(model.fault)}</Notice>}
      <Controls lab={lab} model={model} t={t} />
      <LabScenes lesson={lesson} t={t} />
      {model.lookup !== null && <Traced lab={lab} lookup={model.lookup} t={t} />}
      <Now model={model} t={t} />
      <Section title={t.settling}>
        <SettlingChart history={model.history} t={t} />
      </Section>
      <Measured lab={lab} model={model} t={t} />
    </>
  );
}

function Controls({ lab, model, t }: LabPartProps) {
  const id = useId();
  const [speed, setSpeed] = useState(0);
  const [chosen, setChosen] = useState(1);
  const busy = model.busy !== null;
  const setTime = (next: number) => {
    setSpeed(next);
    lab.send({ type: 'speed', speed: next });
  };
  return (
    <div className="space-y-3 border-b border-line px-4 py-3">
      <div className="flex items-center gap-2">
        <label htmlFor={id} className="label">
          {t.members}
        </label>
        <select
          id={id}
          className="h-8 rounded-md border border-line-strong bg-ground px-2 text-sm"
          value={SIZES.find((size) => size === model.view?.dots.length) ?? ''}
          disabled={busy}
          onChange={(event) => {
            setTime(0);
            lab.send({ type: 'start', members: Number(event.target.value), seed: 1 });
          }}
        >
          <option value="" disabled>
            –
          </option>
          {SIZES.map((size) => (
            <option key={size} value={size}>
              {size.toLocaleString(t.code)}
            </option>
          ))}
        </select>
        <span className="label ml-auto">{t.speed}</span>
        <span>
          <BareSelect
            label={t.speed}
            value={chosen}
            onChange={(event) => {
              setChosen(Number(event.target.value));
              if (speed > 0) setTime(Number(event.target.value));
            }}
          >
            {SPEEDS.map((n) => (
              <option key={n} value={n}>
                {n}×
              </option>
            ))}
          </BareSelect>
        </span>
      </div>
      <div className="grid grid-cols-2 gap-2">
        <span className="col-span-2 grid">
          <Button
            kind="primary"
            icon={speed > 0 ? 'pause' : 'play'}
            onClick={() => setTime(speed > 0 ? 0 : chosen)}
          >
            {speed > 0 ? t.pause : t.play}
          </Button>
        </span>
        <Button icon="bolt" disabled={busy} onClick={() => lab.send({ type: 'kill', share: 0.5 })}>
          {t.killHalf}
        </Button>
        <Button icon="plus" disabled={busy} onClick={() => lab.send({ type: 'add', count: 10 })}>
          {t.add}
        </Button>
        <Button disabled={busy} onClick={() => lab.send({ type: 'split' })}>
          {t.split}
        </Button>
        <Button disabled={busy} onClick={() => lab.send({ type: 'heal' })}>
          {t.heal}
        </Button>
        <span className="col-span-2 grid">
          <Button icon="route" disabled={busy} onClick={() => lab.send({ type: 'lookup' })}>
            {t.lookup}
          </Button>
        </span>
      </div>
    </div>
  );
}

function Now({ model: { view }, t }: { model: LabModel; t: LabStrings }) {
  if (view === null) return null;
  const number = (n: number) => n.toLocaleString(t.code);
  return (
    <Section title={t.state}>
      <Facts
        facts={[
          [t.up, `${number(view.up)} / ${number(view.dots.length)}`],
          [t.rings, number(view.rings)],
          [t.misplaced, number(view.misplaced)],
          [t.time, formatMs(Math.round(view.nowMs))],
          [t.messages, number(view.messages)],
          [t.events, number(view.events)],
        ]}
      />
    </Section>
  );
}

function Traced({ lab, lookup, t }: { lab: LabHandle; lookup: LabTrace; t: LabStrings }) {
  return (
    <Section
      title={t.traced(lookup.hops.length, formatMs(lookup.ms), lookup.right)}
      aside={
        <IconButton
          small
          icon="close"
          label={t.dismiss}
          onClick={() => lab.store.dispatch({ type: 'dismiss' })}
        />
      }
    >
      <ol className="space-y-1">
        {lookup.hops.map(({ index, attempt, from, to, reason }) => (
          <li key={`${index}/${attempt}`}>{t.hop(index, from, to, reason)}</li>
        ))}
      </ol>
    </Section>
  );
}

function Measured({ lab, model, t }: LabPartProps) {
  const lookups = model.points[0]?.lookups;
  return (
    <Section
      title={t.hops}
      aside={
        <Button
          disabled={model.busy !== null}
          onClick={() => {
            lab.store.dispatch({ type: 'remeasure' });
            lab.send({ type: 'measure' });
          }}
        >
          {model.busy === 'measuring' ? t.measuring : t.measure}
        </Button>
      }
    >
      <HopsChart points={model.points} t={t} />
      <p className="mt-1 flex gap-4 text-xs">
        <span className="flex items-center gap-1.5">
          <span className="size-2.5 rounded-full bg-accent" />
          {t.here}
        </span>
        <span className="flex items-center gap-1.5">
          <span className="w-5 border-t-2 border-dashed border-line-strong" />
          {t.paper}
        </span>
      </p>
      {lookups !== undefined && <p className="hint mt-2">{t.hopsAbout(lookups)}</p>}
    </Section>
  );
}
