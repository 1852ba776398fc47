import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readRegression, replay, safetyRun, shrink, writeRegression } from '../src/index.ts';

const folder = new URL('../regressions/', import.meta.url);

describe('a failure that was found once', () => {
  it.each(readdirSync(folder))('%s is one no more', async (file) => {
    expect((await replay(readRegression(readFileSync(new URL(file, folder), 'utf8')))).problem).toBeNull();
  });
});

it('a failure is made small, and stays one', async () => {
  const beyond = { base: false, extraFailures: 10 };
  const options = { seed: 1, minutes: 2, members: 20 };
  let report = await safetyRun(options, beyond);
  while (report.problem === null) report = await safetyRun({ ...options, seed: report.seed + 1 }, beyond);
  const head = {
    kind: 'safety',
    ...options,
    seed: report.seed,
    mutant: null,
    problem: report.problem,
  } as const;
  const found = { ...head, script: report.script };
  const fails = async (script: typeof report.script) => {
    return (await replay({ ...found, script }, beyond)).problem !== null;
  };
  const { script } = await shrink(report.script, fails, 60);
  expect(script.length).toBeLessThan(report.script.length);
  expect(readRegression(writeRegression({ ...found, script }))).toEqual({ ...found, script });
  expect(await fails(script)).toBe(true);
});

it.each(['{}', '{"kind":"safety","seed":1.5,"script":[]}', '{"kind":"x","seed":1,"script":[]}'])(
  'text that is no regression is refused: %s',
  (text) => {
    expect(() => readRegression(text)).toThrow('no regression');
  },
);
