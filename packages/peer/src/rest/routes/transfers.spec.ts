import type { TransferView } from '@acorde/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let test: TestApp;
beforeEach(async () => {
  test = await createTestApp();
});
afterEach(() => test.app.close());

const runningPut: TransferView = {
  transferId: 't1',
  kind: 'put',
  fileId: '',
  name: 'a',
  size: 10,
  moved: 3,
  state: 'running',
  startTimeMs: 0,
  bytesPerSecond: 2,
  secondsLeft: 4,
  sources: [],
  pieces: { chunks: 1, chunksPerPiece: 1, runs: [{ count: 1, state: 'fetching', source: undefined }] },
  copies: 0,
  copiesWanted: 3,
};

describe('transfers', () => {
  it('end when they are cancelled, which needs the write token', async () => {
    const transferId = '00000000-0000-4000-8000-000000000001';
    test.peer.files.running = [{ ...runningPut, transferId }];
    const ask = (id: string, headers = {}) =>
      test.ask({ method: 'DELETE', url: `/v1/transfers/${id}`, headers });
    expect((await ask(transferId, { authorization: 'Bearer wrong' })).statusCode).toBe(401);
    expect((await ask(transferId)).statusCode).toBe(204);
    expect((await ask(transferId)).statusCode).toBe(404);
    expect((await ask('t1')).statusCode).toBe(400);
    expect(test.peer.files.running).toEqual([]);
  });

  it('wait while they are paused, which needs the write token', async () => {
    const transferId = '00000000-0000-4000-8000-000000000001';
    test.peer.files.running = [{ ...runningPut, transferId }];
    const ask = (verb: string, id = transferId, headers = {}) =>
      test.ask({ method: 'POST', url: `/v1/transfers/${id}/${verb}`, headers });
    expect((await ask('pause', transferId, { authorization: 'Bearer wrong' })).statusCode).toBe(401);
    expect((await ask('pause')).statusCode).toBe(204);
    expect((await test.ask({ url: '/v1/transfers' })).json().transfers[0].state).toBe('paused');
    expect((await ask('resume')).statusCode).toBe(204);
    expect(test.peer.files.running[0]?.state).toBe('running');
    expect((await ask('pause', transferId.replace('1', '2'))).statusCode).toBe(404);
    expect((await ask('resume', 'x')).statusCode).toBe(400);
  });

  it('have limits that change one by one, with the write token, and only to what can be', async () => {
    const ask = (query: string, headers = {}) =>
      test.ask({ method: 'POST', url: `/v1/limits?${query}`, headers });
    const limits = { upBytesPerSecond: 0, downBytesPerSecond: 0, transfersMax: 512, streamsPerSource: 2 };
    expect((await test.ask({ url: '/v1/limits' })).json()).toEqual(limits);
    expect((await ask('up=1000000', { authorization: 'Bearer wrong' })).statusCode).toBe(401);
    expect((await ask('up=1000000&streams=4')).json()).toEqual({
      ...limits,
      upBytesPerSecond: 1_000_000,
      streamsPerSource: 4,
    });
    for (const bad of ['up=1', 'down=x', 'transfers=0', 'streams=9'])
      expect((await ask(bad)).statusCode).toBe(400);
    expect((await test.ask({ url: '/v1/limits' })).json().upBytesPerSecond).toBe(1_000_000);
  });

  it('are listed', async () => {
    test.peer.files.running = [runningPut];
    expect((await test.ask({ url: '/v1/transfers' })).json()).toEqual({
      transfers: [
        {
          transferId: 't1',
          kind: 'put',
          fileId: '',
          name: 'a',
          size: 10,
          moved: 3,
          state: 'running',
          startedAt: '1970-01-01T00:00:00.000Z',
          bytesPerSecond: 2,
          secondsLeft: 4,
          sources: [],
          pieces: {
            chunks: 1,
            chunksPerPiece: 1,
            runs: [{ count: 1, state: 'fetching', source: null }],
          },
          copies: 0,
          copiesWanted: 3,
        },
      ],
    });
  });
});
