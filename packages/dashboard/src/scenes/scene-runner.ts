// A scene on the real fleet: a few steps, each said in words; some do something to real processes, and a step is over when
// the fleet shows what it was about. Nothing is acted out: a step that does not come true stays open.
import type { OperateApi } from '../api/operate-api.ts';
import type { BrowserClock } from '../clock.ts';
import type { Question } from '../lookup/lookup-session.ts';
import type { FleetState } from '../model/fleet-state.ts';
import { createStore, type Store } from '../model/store.ts';
import type { SceneName } from './scene-names.ts';
import { sceneSteps } from './scene-steps.ts';

export interface SceneState {
  readonly name: SceneName;
  readonly step: number;
  readonly steps: number;
  /** `open`: what the step is about has not been seen yet. */
  readonly phase: 'acting' | 'open' | 'over' | 'failed';
  /** The peer that the scene is about, once there is one. */
  readonly subject: SceneSubject | null;
  /** From the act of the latest step that did something to what it was about, as this page saw it; null before. */
  readonly tookMs: number | null;
  readonly error: unknown;
}

export interface SceneSubject {
  readonly peerId: string;
  readonly name: string;
  /** Copies that it held when it was chosen. */
  readonly copies: number;
}

/** What a scene needs of the page. */
export interface SceneParts {
  readonly operate: OperateApi;
  readonly clock: BrowserClock;
  readonly fleet: Pick<Store<FleetState, never>, 'getState' | 'subscribe'>;
  /** Shows a peer, on the ring and beside it. */
  show(peerId: string): void;
  ask(question: Question): Promise<void>;
}

export interface SceneRunner {
  readonly store: Pick<Store<SceneState, never>, 'getState' | 'subscribe'>;
  /** Begins the next step, or tries a failed one again. */
  next(): void;
  stop(): void;
}

const LOOK_EVERY_MS = 1_000;

export function createSceneRunner(parts: SceneParts, name: SceneName): SceneRunner {
  const steps = sceneSteps(name);
  const first: SceneState = {
    ...{ name, step: 0, steps: steps.length, phase: 'open', subject: null, tookMs: null, error: null },
  };
  const store = createStore<SceneState, Partial<SceneState>>(
    first,
    (state, change) => ({ ...state, ...change }),
    (fn) => fn(),
  );
  const stopping = new AbortController();
  let actedAtMs: number | null = null;
  let looking = false;

  const look = async (): Promise<void> => {
    const { phase, step } = store.getState();
    if (phase !== 'open' || looking || stopping.signal.aborted) return;
    looking = true;
    const over = await steps[step]!.isOver(parts, store.getState(), stopping.signal).catch(() => false);
    looking = false;
    // Another step may have begun meanwhile.
    if (!over || store.getState().step !== step || store.getState().phase !== 'open') return;
    const tookMs = actedAtMs === null ? null : parts.clock.nowMs() - actedAtMs;
    store.dispatch({ phase: 'over', tookMs });
  };

  const begin = async (step: number): Promise<void> => {
    const { act } = steps[step]!;
    store.dispatch({ step, phase: 'acting', error: null });
    try {
      // Before the answer: what an act sets off may be seen while its answer is on the way.
      if (act !== undefined) actedAtMs = parts.clock.nowMs();
      const change = (await act?.(parts, store.getState(), stopping.signal)) ?? {};
      if (stopping.signal.aborted) return;
      store.dispatch({ ...change, phase: 'open' });
      void look();
    } catch (error) {
      if (!stopping.signal.aborted) store.dispatch({ phase: 'failed', error });
    }
  };

  const unsubscribe = parts.fleet.subscribe(() => void look());
  const stopLooking = parts.clock.every(LOOK_EVERY_MS, () => void look());
  void begin(0);
  return {
    store,
    next() {
      const { phase, step } = store.getState();
      if (phase === 'failed') void begin(step);
      else if (phase === 'over' && step + 1 < steps.length) void begin(step + 1);
    },
    stop() {
      stopping.abort();
      unsubscribe();
      stopLooking();
    },
  };
}
