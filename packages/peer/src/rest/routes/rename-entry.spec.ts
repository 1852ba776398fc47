import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let test: TestApp;
beforeEach(async () => {
  test = await createTestApp();
});
afterEach(() => test.app.close());

describe('a rename', () => {
  it('answers with the new entry', async () => {
    const { entryId } = (
      await test.ask({ method: 'POST', url: '/v1/files?name=a.txt', payload: 'x' })
    ).json();
    const answer = await test.ask({ method: 'POST', url: `/v1/entries/${entryId}/rename?name=b.txt` });
    expect([answer.statusCode, answer.json().name]).toEqual([200, 'b.txt']);
    expect((await test.ask({ url: `/v1/entries/${entryId}` })).statusCode).toBe(404);
  });

  it('is refused without the token, without a name, with a bad one, and for no entry', async () => {
    const ask = async (url: string, headers = {}) =>
      (await test.ask({ method: 'POST', url, headers })).statusCode;
    const nobody = `/v1/entries/${'ab'.repeat(32)}/rename`;
    expect(await ask(`${nobody}?name=a`, { authorization: '' })).toBe(401);
    expect(await ask(nobody)).toBe(400);
    expect(await ask(`${nobody}?name=a`)).toBe(404);
  });
});
