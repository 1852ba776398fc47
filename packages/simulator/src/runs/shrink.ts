// Makes a script that fails as small as it gets: leaves parts of it out, halves first, as long as what is left still
// fails. Source: Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input" (2002), ddmin.

/** The smallest part found that still fails, and how often was tried; at most `triesMax` times. */
export async function shrink<T>(
  script: readonly T[],
  fails: (part: readonly T[]) => Promise<boolean>,
  triesMax = 500,
): Promise<{ script: readonly T[]; tries: number }> {
  let left = script;
  let tries = 0;
  for (let parts = 2; parts <= 2 * left.length && left.length > 1 && tries < triesMax; ) {
    const size = Math.ceil(left.length / parts);
    let smaller: readonly T[] | null = null;
    for (let at = 0; at < left.length && smaller === null && tries < triesMax; at += size) {
      const rest = [...left.slice(0, at), ...left.slice(at + size)];
      tries += 1;
      if (await fails(rest)) smaller = rest;
    }
    if (smaller !== null) {
      left = smaller;
      parts = Math.max(2, parts - 1);
    } else if (size === 1) break;
    else parts *= 2;
  }
  return { script: left, tries };
}
