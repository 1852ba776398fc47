// A test that no suite runs is worse than none.
import { matchesGlob } from 'node:path';
import { expect, test } from 'vitest';
import config from '../../vitest.config.ts';
import { files, isTest } from './tree.ts';

interface Suite {
  readonly test: {
    readonly name: string;
    readonly include: readonly string[];
    readonly exclude?: readonly string[];
  };
}

const suites = (config.test?.projects ?? []) as readonly Suite[];
const tests = files.filter(isTest);

test('every test belongs to exactly one suite', () => {
  const misplaced = tests
    .map((file) => ({ file, suites: suitesOf(file) }))
    .filter((found) => found.suites.length !== 1);
  expect(misplaced).toEqual([]);
});

test('every folder that a suite names beside the packages is a real one', () => {
  const roots = suites.flatMap((suite) => suite.test.include).map((pattern) => pattern.split('/')[0]);
  expect(roots.filter((folder) => !files.some((file) => file.startsWith(`${folder}/`)))).toEqual([]);
});

function suitesOf(file: string): string[] {
  const matches = (patterns: readonly string[] = []) =>
    patterns.some((pattern) => matchesGlob(file, pattern));
  const names = suites
    .filter(({ test }) => matches(test.include) && !matches(test.exclude))
    .map(({ test }) => test.name);
  return file.startsWith('e2e/browser/') ? [...names, 'browser'] : names;
}
