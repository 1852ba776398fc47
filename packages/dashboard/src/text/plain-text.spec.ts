import { expect, it } from 'vitest';
import { plainText } from './plain-text.ts';

it.each([
  ['notes.txt', 'notes.txt'],
  ['año 音乐 👩🏽 é.txt', 'año 音乐 👩🏽 é.txt'],
  ['<b>bold</b>', '<b>bold</b>'],
  ['👩\u200D🔬 می\u200Cخواهم', '👩\u200D🔬 می\u200Cخواهم'],
  ['photo\u202Egnp.exe', 'photo⟨202E⟩gnp.exe'],
  ['a\u2066b\u2069', 'a⟨2066⟩b⟨2069⟩'],
  ['two\nlines\u0000\u001b[31m', 'two⟨000A⟩lines⟨0000⟩⟨001B⟩[31m'],
  ['in\u200Bvisible\uFEFF', 'in⟨200B⟩visible⟨FEFF⟩'],
  ['half \uD83D', 'half ⟨D83D⟩'],
])('%j is shown as %s', (name, shown) => {
  expect(plainText(name)).toBe(shown);
});
