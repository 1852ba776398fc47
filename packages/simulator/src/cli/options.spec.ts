import { describe, expect, it } from 'vitest';
import { readOptions } from './options.ts';

describe('the options of a simulation', () => {
  it('have defaults: one seed, both kinds of run', () => {
    expect(readOptions([])).toMatchObject({
      command: 'seeds',
      seed: 1,
      seeds: 1,
      members: 20,
      safety: true,
      liveness: true,
    });
  });

  it('choose', () => {
    expect(readOptions(['--seed', '7', '--seeds=3', '--minutes', '0.5', '--safety'])).toMatchObject({
      seed: 7,
      seeds: 3,
      minutes: 0.5,
      safety: true,
      liveness: false,
    });
    expect(readOptions(['paper', '--json', 'x.json'])).toMatchObject({ command: 'paper', json: 'x.json' });
  });

  it.each([
    ['--seed', 'x'],
    ['--seeds', '0'],
    ['--seeds', '1.5'],
    ['--members', '1'],
    ['--minutes', ''],
    ['--colour', 'red'],
  ])('refuse %s %s', (...args) => {
    expect(() => readOptions(args)).toThrow();
  });
});
