'use client';
import { type KeyboardEvent, type MouseEvent, useRef } from 'react';
import { LookupBar } from '../lookup/lookup-bar.tsx';
import { useTrace } from '../lookup/use-trace.ts';
import { membersById, membersOf } from '../model/members.ts';
import { HealthSentence } from '../shell/health-sentence.tsx';
import { Late, lateView } from '../ui/late.tsx';
import { useFleet, useServices, useStore, useText } from '../use-services.tsx';
import { angleOf } from './angle.ts';
import { wholeRadius } from './layout.ts';
import { Legend } from './legend.tsx';
import { RingCenter } from './ring-center.tsx';
import { useRingPainter } from './use-ring-painter.ts';
import { useZoom } from './use-zoom.ts';
import { walkRing } from './walk.ts';
import { lookAt } from './zoom.ts';
import { ZoomControls } from './zoom-controls.tsx';

const sceneCard = lateView(async () => (await import('../scenes/scene-card.tsx')).SceneCard);

/** The ring: a canvas to look at and to point at, one tab stop to walk with the arrow keys, and the health inside. */
export function RingStage() {
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const boxRef = useRef<HTMLDivElement>(null);
  const painterRef = useRingPainter(canvasRef);
  const { fleet, view, hover, zoom, scene } = useServices();
  useZoom(boxRef);
  const close = useStore(zoom).factor > 1;
  const t = useText();
  const playing = useStore(scene) !== null;
  const { trace } = useTrace();
  const lost = useFleet((state) => state.link.status === 'lost');
  const count = useFleet((state) => membersOf(state.peers).length);

  const open = (memberId: string | null) => {
    const member = memberId === null ? undefined : membersById(fleet.getState().peers).get(memberId);
    if (member !== undefined) view.dispatch({ peer: member.peer.peerId, tab: 'peers' });
  };
  const pointAt = (event: MouseEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    return painterRef.current?.memberAt({ x: event.clientX - box.left, y: event.clientY - box.top }) ?? null;
  };
  /** Close up, the walk takes the view along. */
  const walkTo = (memberId: string | null) => {
    hover.dispatch(memberId);
    const box = boxRef.current?.getBoundingClientRect();
    if (memberId !== null && box !== undefined)
      zoom.dispatch(lookAt(zoom.getState(), angleOf(memberId), wholeRadius(box.width, box.height)));
  };
  const onKey = (event: KeyboardEvent) => {
    const steps = KEYS[event.key];
    if (steps !== undefined) {
      const ids = membersOf(fleet.getState().peers).map((member) => member.memberId);
      walkTo(walkRing(ids, hover.getState(), steps));
    } else if (event.key === 'Enter') open(hover.getState());
    else return;
    event.preventDefault();
  };

  return (
    <section aria-label={t.tabs.ring} className="flex min-h-0 min-w-0 flex-1 flex-col">
      <div className="flex shrink-0 justify-center px-2 pt-2 md:hidden">
        <HealthSentence />
      </div>
      <div
        className={`relative min-h-0 flex-1 transition-opacity duration-[200ms] ${lost ? 'opacity-45 grayscale' : ''}`}
      >
        <div
          ref={boxRef}
          role="application"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: one tab stop; the arrow keys walk the ring inside.
          tabIndex={0}
          aria-label={t.ring.label(count)}
          className={`absolute inset-0 touch-none rounded-lg -outline-offset-4 data-[hover=true]:cursor-pointer ${close ? 'cursor-grab active:cursor-grabbing' : ''}`}
          onPointerMove={(event) => {
            const id = pointAt(event);
            event.currentTarget.dataset.hover = String(id !== null);
            if (id !== hover.getState()) hover.dispatch(id);
          }}
          onPointerLeave={() => hover.dispatch(null)}
          onClick={(event) => event.currentTarget.dataset.dragged !== 'true' && open(pointAt(event))}
          onKeyDown={onKey}
        >
          <canvas ref={canvasRef} className="absolute inset-0 size-full" />
        </div>
        {!close && <RingCenter />}
        <ZoomControls boxRef={boxRef} />
        {playing && <Late view={sceneCard} />}
        <Spoken />
      </div>
      <div className="flex min-h-12 shrink-0 items-center justify-center px-2 pb-1">
        {trace === null ? <Legend /> : <LookupBar trace={trace} />}
      </div>
    </section>
  );
}

const KEYS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Says which member the keyboard has come to. */
function Spoken() {
  const t = useText();
  const hovered = useStore(useServices().hover);
  const member = useFleet((state) => (hovered === null ? undefined : membersById(state.peers).get(hovered)));
  return (
    <p aria-live="polite" className="sr-only">
      {member && `${member.name}, ${t.marks[member.mark]}, ${member.memberId.slice(0, 8)}`}
    </p>
  );
}
