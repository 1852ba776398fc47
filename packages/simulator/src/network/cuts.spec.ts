import { describe, expect, it } from 'vitest';
import { Cuts } from './cuts.ts';

describe('Cuts', () => {
  it('stop both ways, or one', () => {
    const cuts = new Cuts();
    cuts.cut(['a', 'b'], ['c']);
    cuts.cutOneWay(['a'], ['b']);
    expect(cuts.passes('a', 'c')).toBe(false);
    expect(cuts.passes('c', 'b')).toBe(false);
    expect(cuts.passes('a', 'b')).toBe(false);
    expect(cuts.passes('b', 'a')).toBe(true);
    expect(cuts.passes('a', 'elsewhere')).toBe(true);
  });

  it('heal one by one, or all', () => {
    const cuts = new Cuts();
    const heal = cuts.cut(['a'], ['b']);
    cuts.cut(['a'], ['c']);
    heal();
    expect(cuts.passes('a', 'b')).toBe(true);
    expect(cuts.passes('c', 'a')).toBe(false);
    cuts.healAll();
    expect(cuts.passes('c', 'a')).toBe(true);
  });
});
