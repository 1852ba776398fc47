import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let test: TestApp;
beforeEach(async () => {
  test = await createTestApp();
});
afterEach(() => test.app.close());

describe('the scrub', () => {
  it('tells how far it is', async () => {
    const answer = await test.ask({ url: '/v1/scrub' });
    expect(answer.json()).toEqual({
      running: false,
      startedAt: '2026-01-01T00:00:00.000Z',
      endedAt: null,
      checkedFiles: 3,
      checkedBytes: 300,
      lostFiles: 1,
      passes: 0,
      lostFilesEver: 1,
    });
    expect(test.peer.scrubs).toBe(0);
  });

  it('begins when it is told to, and answers at once', async () => {
    const answer = await test.ask({ method: 'POST', url: '/v1/scrub' });
    expect([answer.statusCode, answer.json().running, test.peer.scrubs]).toEqual([202, true, 1]);
  });

  it('begins for nobody without the write token', async () => {
    const answer = await test.ask({ method: 'POST', url: '/v1/scrub', headers: { authorization: '' } });
    expect([answer.statusCode, test.peer.scrubs]).toEqual([401, 0]);
  });

  it('has beside it the hand-over of copies, which begins and tells in the same way', async () => {
    expect((await test.ask({ url: '/v1/drain' })).json()).toEqual({
      running: false,
      files: 4,
      done: 2,
      failed: 1,
    });
    const refused = await test.ask({ method: 'POST', url: '/v1/drain', headers: { authorization: '' } });
    expect([refused.statusCode, test.peer.drains]).toEqual([401, 0]);
    const begun = await test.ask({ method: 'POST', url: '/v1/drain' });
    expect([begun.statusCode, begun.json().running, test.peer.drains]).toEqual([202, true, 1]);
  });

  it('is in the metrics', async () => {
    const { body } = await test.ask({ url: '/metrics' });
    expect(body).toContain('# TYPE acorde_scrub_lost_files_total counter\nacorde_scrub_lost_files_total 1\n');
    expect(body).toContain('acorde_scrub_end_time_seconds 0\n');
  });
});
