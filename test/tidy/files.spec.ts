import { describe, expect, test } from 'vitest';
import { files, isSource, isTest, readText } from './tree.ts';

const LINES_MAX = 300;
// A table of situations may be longer than what it tries.
const TEST_LINES_MAX = 450;

// Names as patterns, so that this file does not contain what it looks for.
const strangers: readonly [what: string, pattern: RegExp][] = [
  ['a folder beside the project', /[.]{2}\/shared\b/],
  ['a path of one machine', /(^|[\s"'`(=:])\/(work|root|Users|home(?!\/node\b))\/[\w.-]/m],
  ['the host of a package registry', /\bregistry[.][a-z0-9-]+[.][a-z]+|\bnpmjs[.]org\b/i],
];

// A language's catalogue of texts grows with the page and holds no logic.
const isCatalogue = (file: string) => file.startsWith('packages/dashboard/src/text/');

const text = files.filter((file) => !/[.](png|ico|woff2?|bin)$/.test(file));

describe('a file', () => {
  test(`has at most ${LINES_MAX} lines (${TEST_LINES_MAX} if it is a test), or it is two files`, () => {
    const long = files
      .filter((file) => isSource(file) && !isCatalogue(file))
      .map((file) => ({ file, lines: readText(file).split('\n').length - 1 }))
      .filter(({ file, lines }) => lines > (isTest(file) ? TEST_LINES_MAX : LINES_MAX));
    expect(long).toEqual([]);
  });

  test.each(strangers)('does not name %s', (_what, pattern) => {
    expect(text.filter((file) => pattern.test(readText(file)))).toEqual([]);
  });

  test('has no mark of a merge that was not finished', () => {
    expect(text.filter((file) => /^(<{7}|>{7}) /m.test(readText(file)))).toEqual([]);
  });
});
