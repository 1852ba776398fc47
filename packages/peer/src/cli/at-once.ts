/** Does the work for each item, some at once, in order. The first error ends it when the others under way have ended. */
export async function atOnce<T>(
  items: readonly T[],
  count: number,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const errors: unknown[] = [];
  let next = 0;
  async function worker(): Promise<void> {
    for (let index = next++; index < items.length && errors.length === 0; index = next++) {
      try {
        await work(items[index] as T, index);
      } catch (error) {
        errors.push(error);
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(count, items.length) }, worker));
  if (errors.length > 0) throw errors[0];
}
