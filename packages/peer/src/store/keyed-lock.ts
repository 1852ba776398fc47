/** Runs the work on one key one after the other; work on other keys goes on at the same time. */
export interface KeyedLock {
  run<T>(key: string, work: () => Promise<T>): Promise<T>;
}

export function createKeyedLock(): KeyedLock {
  const tails = new Map<string, Promise<unknown>>();
  return {
    run(key, work) {
      const result = (tails.get(key) ?? Promise.resolve()).then(work);
      // The next in line waits for the end, whatever it was; the last one out forgets the key.
      const tail = result.then(forget, forget);
      tails.set(key, tail);
      return result;
      function forget(): void {
        if (tails.get(key) === tail) tails.delete(key);
      }
    },
  };
}
