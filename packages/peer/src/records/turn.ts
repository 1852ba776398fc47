/** Resolves in the next turn of the event loop: long work lets others have theirs. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
