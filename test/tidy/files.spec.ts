import { describe, expect, test } from 'vitest';
import { files, isSource, readText } from './tree.ts';

const LINES_MAX = 300;

// Names as patterns, so that this file does not contain what it looks for.
const strangers: readonly [what: string, pattern: RegExp][] = [
  ['a folder beside the project', /[.]{2}\/shared\b/],
  ['a path of one machine', /(^|[\s"'`(=:])\/(work|root|Users|home(?!\/node\b))\/[\w.-]/m],
  ['the host of a package registry', /\bregistry[.][a-z0-9-]+[.][a-z]+|\bnpmjs[.]org\b/i],
];

const text = files.filter((file) => !/[.](png|ico|woff2?|bin)$/.test(file));

describe('a file', () => {
  test(`has at most ${LINES_MAX} lines, or it is two files`, () => {
    const long = files
      .filter(isSource)
      .map((file) => ({ file, lines: readText(file).split('\n').length - 1 }));
    expect(long.filter(({ lines }) => lines > LINES_MAX)).toEqual([]);
  });

  test.each(strangers)('does not name %s', (_what, pattern) => {
    expect(text.filter((file) => pattern.test(readText(file)))).toEqual([]);
  });

  test('has no mark of a merge that was not finished', () => {
    expect(text.filter((file) => /^(<{7}|>{7}) /m.test(readText(file)))).toEqual([]);
  });
});
