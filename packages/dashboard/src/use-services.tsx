'use client';
import { createContext, type ReactNode, useContext, useRef, useSyncExternalStore } from 'react';
import type { FleetState } from './model/fleet-state.ts';
import type { Store } from './model/store.ts';
import type { Services } from './services.ts';
import { en, type Strings } from './text/en.ts';
import { es } from './text/es.ts';

const Context = createContext<Services | null>(null);

export function ServicesProvider({ services, children }: { services: Services; children: ReactNode }) {
  return <Context value={services}>{children}</Context>;
}

export function useServices(): Services {
  const services = useContext(Context);
  if (services === null) throw new Error('no services around this part of the page');
  return services;
}

type Readable<State> = Pick<Store<State, never>, 'getState' | 'subscribe'>;

export function useStore<State>(store: Readable<State>): State {
  return useSyncExternalStore(store.subscribe, store.getState, store.getState);
}

/** A slice of the fleet: the component renders again only when the slice is another object. */
export function useFleet<Slice>(select: (state: FleetState) => Slice): Slice {
  const { fleet } = useServices();
  const get = () => select(fleet.getState());
  return useSyncExternalStore(fleet.subscribe, get, get);
}

/** A slice that is computed anew from a state: kept while `isSame` says that nothing changed. */
export function useFleetComputed<Slice>(
  compute: (state: FleetState) => Slice,
  isSame: (a: Slice, b: Slice) => boolean,
): Slice {
  const { fleet } = useServices();
  const last = useRef<{ state: FleetState; slice: Slice } | null>(null);
  const get = () => {
    const state = fleet.getState();
    if (last.current?.state === state) return last.current.slice;
    const slice = compute(state);
    const kept = last.current !== null && isSame(last.current.slice, slice) ? last.current.slice : slice;
    last.current = { state, slice: kept };
    return kept;
  };
  return useSyncExternalStore(fleet.subscribe, get, get);
}

export function useText(): Strings {
  const { preferences } = useServices();
  return useStore(preferences).language === 'es' ? es : en;
}

export function useView() {
  return useStore(useServices().view);
}
