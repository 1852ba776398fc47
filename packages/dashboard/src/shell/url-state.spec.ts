import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIRST_VIEW, formatView, parseView, TABS, type View } from './url-state.ts';

const A = 'a'.repeat(64);

describe('the view in the query string', () => {
  it('is empty for the first view', () => {
    expect(formatView(FIRST_VIEW)).toBe('');
    expect(parseView('')).toEqual(FIRST_VIEW);
  });

  it('opens the tab that a linked peer, file or lookup needs', () => {
    expect(parseView(`?peer=${A}`)).toMatchObject({ tab: 'peers', peer: A });
    expect(parseView(`?file=${A}`)).toMatchObject({ tab: 'files', file: A });
    expect(parseView(`?lookup=${A}`)).toMatchObject({ tab: 'lookup', lookup: A });
  });

  it('comes back as it was written', () => {
    const id = fc.option(fc.stringMatching(/^[0-9a-f]{64}$/), { nil: null });
    const view = fc.record({
      tab: fc.constantFrom(...TABS),
      peer: id,
      file: id,
      lookup: id,
      query: fc.string({ maxLength: 60, unit: 'grapheme' }),
    });
    fc.assert(
      fc.property(view, (v: View) => {
        expect(parseView(formatView(v))).toEqual(v);
      }),
    );
  });

  it.each(['?peer=abc', '?peer=<script>', `?peer=${A.toUpperCase()}`, '?view=nothing', '?%E0%A4%A'])(
    'ignores what is wrong in %s',
    (search) => {
      expect(parseView(search)).toEqual(FIRST_VIEW);
    },
  );
});
