import { expect, it, vi } from 'vitest';
import { runTurns } from './turns.ts';

async function deep(levels: number): Promise<number> {
  return levels === 0 ? 0 : 1 + (await deep(levels - 1));
}

async function countTurns(turns: number): Promise<number[]> {
  const ended: number[] = [];
  let started = 0;
  await runTurns(() => {
    // What the turn before has set in motion has ended.
    expect(ended).toHaveLength(started);
    if (started === turns) return false;
    started += 1;
    void deep(50).then((levels) => ended.push(levels));
    return true;
  });
  return ended;
}

it('runs all microtasks of a turn before the next', async () => {
  expect(await countTurns(1_000)).toHaveLength(1_000);
});

it('does so by message ports where there is no setImmediate, as in a browser', async () => {
  vi.stubGlobal('setImmediate', undefined);
  try {
    expect(await countTurns(600)).toHaveLength(600);
  } finally {
    vi.unstubAllGlobals();
  }
});

it('ends with the error of a turn', async () => {
  await expect(
    runTurns(() => {
      throw new Error('stop');
    }),
  ).rejects.toThrow('stop');
});
