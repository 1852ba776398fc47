import { expect, it } from 'vitest';
import { FILES_ANSWER } from './answers.ts';
import { createCall } from './call.ts';

const answering = (body: string, status = 200) => createCall(async () => new Response(body, { status }));
const entry = { entryId: 'e', fileId: 'f', name: 'n', size: 1, mediaType: '', peerId: 'p' };
const page = { entries: [entry], nextPageToken: '', partitionsAnswered: 16, partitionsTotal: 16 };

it('gives an answer on that has what the page relies on, and more', async () => {
  const body = { ...page, later: true };
  expect(await answering(JSON.stringify(body))('/x', {}, FILES_ANSWER)).toEqual(body);
});

it.each([
  'not json',
  'null',
  '[]',
  '{}',
  JSON.stringify({ ...page, entries: 5 }),
  JSON.stringify({ ...page, entries: [{ ...entry, name: null }] }),
])('takes %s for no answer', async (body) => {
  await expect(answering(body)('/x', {}, FILES_ANSWER)).rejects.toMatchObject({ code: 'BAD_ANSWER' });
});

it('says what a problem says, and the status alone where there is none', async () => {
  const problem = JSON.stringify({ code: 'BUSY', detail: 'wait', status: 409 });
  await expect(answering(problem, 409)('/x', {})).rejects.toMatchObject({ code: 'BUSY', message: 'wait' });
  await expect(answering('<html>', 502)('/x', {})).rejects.toMatchObject({ code: 'HTTP_502' });
});
