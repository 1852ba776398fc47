import { describe, expect, it } from 'vitest';
import { entryName } from './entry-name.ts';

describe('entryName', () => {
  it.each([
    'acta.txt',
    'canción del niño.mp3',
    '音乐文件.txt',
    '...',
    ' ',
    '100% "AND" * _',
    '👩‍👩‍👧.png',
    'n'.repeat(255),
  ])('accepts %j', (name) => {
    expect(entryName(name)).toBe(name);
  });

  it('gives the normal form NFC, so that one name is not two', () => {
    expect(entryName('cancio\u0301n')).toBe('canción');
  });

  it.each([
    '',
    '.',
    '..',
    'a/b',
    'a\\b',
    'a\0b',
    'a\nb',
    'a\u0085b',
    'a\u202etxt.exe',
    '\u2066x',
    'n'.repeat(256),
    '音'.repeat(86),
    '\ud800',
  ])('refuses %j', (name) => {
    expect(() => entryName(name)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});
