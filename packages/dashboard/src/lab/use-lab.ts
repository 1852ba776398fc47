'use client';
import { useEffect, useState } from 'react';
import { createStore, type Store } from '../model/store.ts';
import { EMPTY_LAB, type LabAction, type LabModel, reduceLab } from './lab-model.ts';
import type { LabCommand, LabReply } from './lab-protocol.ts';

export interface LabHandle {
  readonly store: Store<LabModel, LabAction>;
  readonly send: (command: LabCommand) => void;
}

/** A lab of its own for as long as the page is open; null until the browser has made it. */
export function useLab(): LabHandle | null {
  const [handle, setHandle] = useState<LabHandle | null>(null);
  useEffect(() => {
    const worker = new Worker(new URL('./lab-worker.ts', import.meta.url), { type: 'module' });
    const store = createStore<LabModel, LabAction>(
      EMPTY_LAB,
      reduceLab,
      (fn) => void requestAnimationFrame(fn),
    );
    worker.addEventListener('message', ({ data }: MessageEvent<LabReply>) => store.dispatch(data));
    worker.addEventListener('error', (event) =>
      store.dispatch({ type: 'failed', reason: event.message || 'the worker did not start' }),
    );
    setHandle({
      store,
      send(command) {
        if (command.type === 'start') store.dispatch({ type: 'anew' });
        worker.postMessage(command);
      },
    });
    return () => worker.terminate();
  }, []);
  return handle;
}
