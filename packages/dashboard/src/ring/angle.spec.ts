import { describe, expect, it } from 'vitest';
import { angleOf, polar, sweep } from './angle.ts';

const id = (head: string) => head.padEnd(64, '0');
const degrees = (radians: number) => (radians * 180) / Math.PI;

describe('the angle of an identifier', () => {
  it.each([
    ['0', 0],
    ['4', 90],
    ['8', 180],
    ['c', 270],
    ['1', 22.5],
  ])('%s000... stands at %d degrees', (head, expected) => {
    expect(degrees(angleOf(id(head)))).toBeCloseTo(expected, 10);
  });

  it('puts the last identifier just before a whole turn', () => {
    const last = angleOf('f'.repeat(64));
    expect(last).toBeLessThan(2 * Math.PI);
    expect(degrees(last)).toBeCloseTo(360, 6);
  });

  it('tells neighbours apart that differ in the tenth digit', () => {
    expect(angleOf(id('0000000001'))).toBeGreaterThan(angleOf(id('0')));
  });
});

describe('a sweep', () => {
  it('goes clockwise across zero', () => {
    expect(degrees(sweep(angleOf(id('f')), angleOf(id('1'))))).toBeCloseTo(45, 10);
  });

  it('of a place to itself is the whole circle', () => {
    expect(sweep(1, 1)).toBe(2 * Math.PI);
  });
});

describe('polar', () => {
  it('has zero at the top and a quarter at the right', () => {
    expect(polar(0, 10)).toEqual({ x: 0, y: -10 });
    const right = polar(Math.PI / 2, 10);
    expect(right.x).toBeCloseTo(10);
    expect(right.y).toBeCloseTo(0);
  });
});
