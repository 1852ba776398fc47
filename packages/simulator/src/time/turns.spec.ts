import { expect, it, vi } from 'vitest';
import { type RunTurns, runMacrotasks, runTurns } from './turns.ts';

async function deep(levels: number): Promise<number> {
  return levels === 0 ? 0 : 1 + (await deep(levels - 1));
}

async function countTurns(turns: number, run: RunTurns = runTurns): Promise<number[]> {
  const ended: number[] = [];
  let started = 0;
  await run(() => {
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
  expect(await countTurns(10_000)).toHaveLength(10_000);
});

it('does so by macrotasks where microtasks cannot be run on demand', async () => {
  expect(await countTurns(1_000, runMacrotasks)).toHaveLength(1_000);
  vi.stubGlobal('process', undefined);
  try {
    expect(await countTurns(1_000)).toHaveLength(1_000);
  } finally {
    vi.unstubAllGlobals();
  }
});

it('does so by message ports where there is no setImmediate, as in a browser', async () => {
  vi.stubGlobal('setImmediate', undefined);
  try {
    expect(await countTurns(600, runMacrotasks)).toHaveLength(600);
  } finally {
    vi.unstubAllGlobals();
  }
});

it.each([runTurns, runMacrotasks])('ends with the error of a turn', async (run) => {
  const fail = () => {
    throw new Error('stop');
  };
  await expect(run(fail)).rejects.toThrow('stop');
});
