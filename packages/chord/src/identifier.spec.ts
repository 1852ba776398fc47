import { describe, expect, it } from 'vitest';
import { identifier, isIdentifier } from './identifier.ts';

describe('identifier', () => {
  it('takes 64 lowercase hex digits', () => {
    expect(identifier('0123456789abcdef'.repeat(4))).toBe('0123456789abcdef'.repeat(4));
  });

  it.each([
    ['nothing', ''],
    ['63 digits', 'a'.repeat(63)],
    ['65 digits', 'a'.repeat(65)],
    ['capitals', 'A'.repeat(64)],
    ['what is no hex', 'g'.repeat(64)],
    ['a line feed after the last digit', `${'a'.repeat(64)}\n`],
  ])('refuses %s', (_, text) => {
    expect(isIdentifier(text)).toBe(false);
    expect(() => identifier(text)).toThrow(RangeError);
  });
});
