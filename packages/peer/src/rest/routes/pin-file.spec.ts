import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let test: TestApp;
beforeEach(async () => {
  test = await createTestApp();
});
afterEach(() => test.app.close());

describe('a pin', () => {
  it('answers 201 with the new entry, and 200 with one that was there', async () => {
    const { id } = (await test.ask({ method: 'POST', url: '/v1/files?name=a.txt', payload: 'x' })).json();
    const created = await test.ask({ method: 'POST', url: `/v1/files/${id}/pin?name=b.txt` });
    expect([created.statusCode, created.json().name]).toEqual([201, 'b.txt']);
    const again = await test.ask({ method: 'POST', url: `/v1/files/${id}/pin` });
    expect([again.statusCode, again.json().name]).toEqual([200, 'a.txt']);
  });

  it('is refused without the token, for a bad id, and for a file that nobody has', async () => {
    const ask = async (url: string, headers = {}) =>
      (await test.ask({ method: 'POST', url, headers })).statusCode;
    const nobody = 'ab'.repeat(32);
    expect(await ask(`/v1/files/${nobody}/pin`, { authorization: '' })).toBe(401);
    expect(await ask('/v1/files/xyz/pin')).toBe(400);
    expect(await ask(`/v1/files/${nobody}/pin`)).toBe(404);
  });
});
