import { describe, expect, it } from 'vitest';
import { checkParameters, DEFAULT, DEMO } from './chord-parameters.ts';

describe('the presets', () => {
  it.each([
    ['DEFAULT', DEFAULT],
    ['DEMO', DEMO],
  ])('%s can work', (_, parameters) => {
    expect(() => checkParameters(parameters)).not.toThrow();
  });
});

describe('checkParameters', () => {
  it.each([
    ['a deadline under the floor', { callTimeoutMs: 249 }],
    ['no successors', { successorListLength: 0 }],
    ['a negative interval', { mergeProbeIntervalMs: -1 }],
    ['what is no number', { hopsMax: Number.NaN }],
    ['a backoff that shrinks', { backoffFactor: 0.9 }],
    ['a minimum over its maximum', { stabilizeIntervalMinMs: 2_000 }],
    ['fingers turned upside down', { fingerIntervalMinMs: 9_000 }],
  ])('refuses %s', (_, wrong) => {
    expect(() => checkParameters({ ...DEMO, ...wrong })).toThrow(RangeError);
  });
});
