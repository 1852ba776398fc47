// What the documents tell people to type or to open must be there.
import { dirname, join } from 'node:path/posix';
import { expect, test } from 'vitest';
import { files, readText } from './tree.ts';

const documents = files.filter((file) => file.endsWith('.md'));
const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> };

test('every npm command of the documents is a script', () => {
  const unknown = documents.flatMap((file) =>
    [...readText(file).matchAll(/\bnpm (?:(start|test)\b|run (?:-s |--silent )?([a-z][\w:-]*))/g)]
      .map((match) => match[1] ?? match[2] ?? '')
      .filter((name) => !Object.hasOwn(scripts, name))
      .map((name) => `${file}: npm run ${name}`),
  );
  expect(unknown).toEqual([]);
});

test('every link of the documents to a file leads to one', () => {
  const broken = documents.flatMap((file) =>
    [...readText(file).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
      .map((match) => join(dirname(file), match[1] ?? ''))
      .filter(
        (path) => !files.some((known) => known === path || known.startsWith(`${path.replace(/\/$/, '')}/`)),
      )
      .map((path) => `${file}: ${path}`),
  );
  expect(broken).toEqual([]);
});
