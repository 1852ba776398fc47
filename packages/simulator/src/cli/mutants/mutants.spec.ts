import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { edited } from './apply-mutant.ts';
import { MUTANTS, mutantNamed } from './mutants.ts';

const edits = MUTANTS.flatMap(({ name, edits: all }) => all.map((edit) => ({ name, edit })));

describe('a mutant', () => {
  it.each(edits)('$name fits the source of the core', ({ edit }) => {
    const source = readFileSync(new URL(`../../../../chord/src/${edit.file}`, import.meta.url), 'utf8');
    expect(edited(source, edit)).not.toBe(source);
  });

  it('whose text is not there, or is there twice, is refused', () => {
    const edit = { file: 'x.ts', find: 'a', put: 'b' };
    expect(() => edited('c', edit)).toThrow('fits 0 times');
    expect(() => edited('aa', edit)).toThrow('fits 2 times');
    expect(edited('cac', edit)).toBe('cbc');
  });

  it('has a name that no other has', () => {
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
    expect(() => mutantNamed('nobody')).toThrow('no-merge');
  });
});
