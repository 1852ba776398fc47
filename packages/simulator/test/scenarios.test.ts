import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseScenario, runScenario } from '../src/index.ts';

const folder = new URL('../scenarios/', import.meta.url);

describe('a scenario', () => {
  it.each(readdirSync(folder))('%s holds', async (file) => {
    expect(await runScenario(readFileSync(new URL(file, folder), 'utf8'))).toBeNull();
  });

  it('that does not hold names its line', async () => {
    expect(await runScenario('start 3\n\npartition m0 | m1 m2\nwait 20s\nexpect 1 ring')).toBe(
      'line 5, expect 1 ring: there are 2',
    );
  });
});

describe('a script', () => {
  it('is read line by line, comments aside', () => {
    expect(
      parseScenario('# two\n\n  start 2 # members\nwait 1.5s').map(({ number, step }) => [number, step]),
    ).toEqual([
      [3, { kind: 'start', count: 2 }],
      [4, { kind: 'wait', ms: 1_500 }],
    ]);
  });

  it.each(['explode', 'start', 'start x', 'partition m0 m1', 'expect ideal', 'loss 5', 'kill'])(
    'refuses "%s"',
    (line) => {
      expect(() => parseScenario(line)).toThrow('line 1');
    },
  );

  it.each(['wait 5', 'wait 5h', 'pause m0 for ever'])('refuses the duration in "%s"', (line) => {
    expect(() => parseScenario(line)).toThrow('no duration');
  });

  it('refuses members that are not there', async () => {
    await expect(runScenario('start 2\nkill m7')).rejects.toThrow('no member "m7"');
  });
});
