import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import type { ApiClient } from '../api/api-client.ts';
import { id } from '../model/fixtures.ts';
import { resolveKey } from './resolve-key.ts';

const entry = (name: string) => ({
  name,
  fileId: id('a'),
  entryId: '',
  size: 1,
  mediaType: '',
  sha256: '',
  peerId: '',
  createTimeMs: 0,
  shared: false,
});
const api: Pick<ApiClient, 'files'> = {
  files: async ({ text }) => ({
    entries: [entry('notes.txt.bak'), entry('notes.txt')].filter((one) => one.name.includes(text)),
    nextPageToken: '',
    partitionsAnswered: 16,
    partitionsTotal: 16,
  }),
};
const digest = async (bytes: Uint8Array<ArrayBuffer>) =>
  Uint8Array.from(createHash('sha256').update(bytes).digest()).buffer;
const resolve = (text: string) => resolveKey(text, api, digest, new AbortController().signal);

it('takes 64 hex digits for a key, in any case', async () => {
  expect(await resolve(` ${'AB'.repeat(32)} `)).toEqual({ kind: 'key', key: 'ab'.repeat(32) });
});

it('takes the name of a file for its file id, only when it is the whole name', async () => {
  expect(await resolve('notes.txt')).toEqual({ kind: 'file', key: id('a'), name: 'notes.txt' });
  expect(await resolve('notes')).toMatchObject({ kind: 'text' });
});

it('takes any other text for its SHA-256', async () => {
  const key = createHash('sha256').update('música').digest('hex');
  expect(await resolve('música')).toEqual({ kind: 'text', key, text: 'música' });
});
