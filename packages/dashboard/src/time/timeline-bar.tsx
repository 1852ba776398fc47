'use client';
import { type ChangeEvent, useRef, useState } from 'react';
import { saveJson } from '../feed/save-json.ts';
import { formatClock } from '../text/format.ts';
import { IconButton } from '../ui/button.tsx';
import { BareSelect } from '../ui/field.tsx';
import { useNow } from '../ui/use-now.ts';
import { useFleet, useServices, useStore, useText } from '../use-services.tsx';
import { parseRecording, RECORDING_BYTES_MAX } from './recording.ts';
import { SPAN_MS } from './tape.ts';
import { TimelineBins } from './timeline-bins.tsx';

const STEP_MS = 250;
const SPEEDS = [1, 4, 16] as const;

/** The last fifteen minutes as a line to stand on: what happened when, and which moment is shown. */
export function TimelineBar() {
  const t = useText();
  const { timeline } = useServices();
  const { atMs, recording, speed } = useStore(timeline);
  const skewMs = useFleet((state) => state.skewMs);
  const [chosen, setChosen] = useState<number>(4);
  // Once a second is often enough for a line that is fifteen minutes long.
  const nowMs = useNow(1_000);
  const tape = timeline.tape();
  const untilMs = recording === null ? Math.max(tape.untilMs, (nowMs ?? 0) + skewMs) : tape.untilMs;
  const fromMs = recording === null ? untilMs - SPAN_MS : tape.fromMs;
  const shownMs = atMs ?? untilMs;
  const onSlide = (event: ChangeEvent<HTMLInputElement>) => {
    const wanted = Number(event.target.value);
    if (recording === null && wanted > untilMs - STEP_MS) timeline.live();
    else timeline.seek(wanted);
  };
  return (
    <section
      aria-label={t.time.label}
      className="flex h-[52px] shrink-0 items-center gap-2 border-t border-line pr-3 pl-3"
    >
      <IconButton
        icon={speed > 0 ? 'pause' : 'play'}
        label={speed > 0 ? t.time.pause : t.time.play}
        onClick={() => timeline.play(speed > 0 ? 0 : chosen)}
      />
      <span className="hidden sm:block">
        <BareSelect
          label={t.time.speedLabel}
          value={chosen}
          onChange={(event) => {
            setChosen(Number(event.target.value));
            if (speed > 0) timeline.play(Number(event.target.value));
          }}
        >
          {SPEEDS.map((n) => (
            <option key={n} value={n}>
              {t.time.speed(n)}
            </option>
          ))}
        </BareSelect>
      </span>
      <div className="relative h-11 min-w-0 flex-1">
        <TimelineBins tape={tape} fromMs={fromMs} untilMs={untilMs} />
        <div
          className="pointer-events-none absolute top-0 bottom-4 w-0.5 -translate-x-1/2 rounded-full bg-accent"
          style={{ left: `${((shownMs - fromMs) / Math.max(1, untilMs - fromMs)) * 100}%` }}
        />
        <input
          type="range"
          aria-label={t.time.slider}
          aria-valuetext={atMs === null ? t.time.now : formatClock(shownMs)[0]}
          min={fromMs}
          max={untilMs}
          step={STEP_MS}
          value={shownMs}
          onChange={onSlide}
          className="absolute inset-x-0 top-0 m-0 h-7 w-full cursor-ew-resize opacity-0"
        />
        <Span fromMs={fromMs} untilMs={untilMs} recorded={recording !== null} />
      </div>
      <LiveButton />
      {/* On a narrow screen the line itself needs the room. */}
      <span className="hidden items-center gap-1 sm:flex">
        <Files />
      </span>
    </section>
  );
}

/** The ends of the line in words. */
function Span({ fromMs, untilMs, recorded }: { fromMs: number; untilMs: number; recorded: boolean }) {
  const t = useText();
  return (
    <p className="pointer-events-none absolute inset-x-0 bottom-0 flex justify-between font-mono text-xs leading-4 text-muted">
      <span>{recorded ? formatClock(fromMs)[0] : `−${Math.round((untilMs - fromMs) / 60_000)} min`}</span>
      <span>{recorded ? formatClock(untilMs)[0] : t.time.now}</span>
    </p>
  );
}

function LiveButton() {
  const t = useText();
  const { timeline } = useServices();
  const live = useStore(timeline).atMs === null;
  const status = useFleet((state) => state.link.status);
  // What is old is never called live.
  const word = live && status !== 'live' ? t.link[status] : t.time.live;
  return (
    <button
      type="button"
      aria-pressed={live}
      onClick={() => timeline.live()}
      className="inline-flex h-7 items-center gap-1.5 rounded-md border border-line px-2.5 sm:min-w-32 text-xs font-semibold tracking-wide uppercase hover:bg-hover aria-pressed:border-transparent aria-pressed:text-muted"
    >
      <span
        className={`size-1.5 rounded-full ${live && status === 'live' ? 'bg-healthy' : 'bg-line-strong'}`}
      />
      {word}
    </button>
  );
}

/** Saves what is on the line, and opens what was saved. */
function Files() {
  const t = useText();
  const { timeline } = useServices();
  const input = useRef<HTMLInputElement>(null);
  const [fault, setFault] = useState('');
  const open = async (file: File | undefined) => {
    if (file === undefined) return;
    setFault('');
    if (file.size > RECORDING_BYTES_MAX) return setFault(t.time.tooLarge);
    const recording = parseRecording(await file.text());
    if (recording === null) return setFault(t.time.notRecording);
    timeline.open(file.name, recording);
  };
  return (
    <>
      <IconButton
        icon="save"
        label={t.time.save}
        onClick={() => saveJson('acorde-recording.json', timeline.save())}
      />
      <IconButton icon="folder" label={t.time.open} onClick={() => input.current?.click()} />
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        aria-label={t.time.open}
        hidden
        onChange={(event) => {
          void open(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
      {fault !== '' && (
        <p role="alert" className="max-w-48 border-l-2 border-failed pl-2 text-xs">
          {fault}
        </p>
      )}
    </>
  );
}
