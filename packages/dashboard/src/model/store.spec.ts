import { expect, it } from 'vitest';
import { createStore } from './store.ts';

it('tells its listeners once of a burst of changes', () => {
  const frames: (() => void)[] = [];
  const store = createStore<number, number>(
    0,
    (state, add) => state + add,
    (fn) => frames.push(fn),
  );
  let heard = 0;
  const stop = store.subscribe(() => heard++);
  store.dispatch(1);
  store.dispatch(2);
  expect(store.getState()).toBe(3);
  expect(frames).toHaveLength(1);
  frames[0]?.();
  expect(heard).toBe(1);
  stop();
  store.dispatch(1);
  frames[1]?.();
  expect(heard).toBe(1);
});

it('says nothing when nothing changed', () => {
  let scheduled = 0;
  const store = createStore<number, number>(
    0,
    (state) => state,
    () => scheduled++,
  );
  store.dispatch(1);
  expect(scheduled).toBe(0);
});
