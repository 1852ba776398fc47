/** Resolves with the results so far once `count` of the promises have succeeded, or all have ended. */
export function firstSuccesses<T>(promises: readonly Promise<T>[], count: number): Promise<T[]> {
  return new Promise((resolve) => {
    const results: T[] = [];
    let open = promises.length;
    const look = () => {
      if (results.length >= count || open === 0) resolve([...results]);
    };
    look();
    for (const promise of promises) {
      promise
        .then(
          (result) => void results.push(result),
          () => undefined,
        )
        .then(() => {
          open -= 1;
          look();
        });
    }
  });
}
