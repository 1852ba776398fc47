import { expect, it } from 'vitest';
import { fitText } from './fit-text.ts';

const width = (text: string) => [...text].length * 10;

it('leaves what fits and cuts what does not', () => {
  expect(fitText('birch', 50, width)).toBe('birch');
  expect(fitText('juniper', 50, width)).toBe('juni…');
});

it('never cuts inside a character', () => {
  expect(fitText('😀😀😀😀', 30, width)).toBe('😀😀…');
});

it('shows at least that there is a name', () => {
  expect(fitText('juniper', 0, width)).toBe('…');
});
