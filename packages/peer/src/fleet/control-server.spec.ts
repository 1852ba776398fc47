import { AcordeError } from '@acorde/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { type ControlServer, startControlServer } from './control-server.ts';
import type { ProcessStatus } from './roster.ts';

const TOKEN = 'a-token-of-the-test';
const PEER = 'ab'.repeat(32);
const status = (state: ProcessStatus['state']): ProcessStatus => ({
  peerId: PEER,
  name: 'peer-1',
  pid: 7,
  state,
});

let server: ControlServer;
const asked: string[] = [];

async function call(method: string, path: string, headers: Record<string, string> = {}) {
  server = await startControlServer({
    token: TOKEN,
    canKill: true,
    roster: {
      list: () => [status('running')],
      add: async () => status('starting'),
      async operate(peerId, operation) {
        asked.push(`${operation} ${peerId}`);
        if (operation === 'kill') throw new AcordeError('BUSY', 'it is stopping');
        return status('stopped');
      },
    },
  });
  const all = { authorization: `Bearer ${TOKEN}`, ...headers };
  const answer = await fetch(`${server.url}${path}`, { method, headers: all });
  return { status: answer.status, body: await answer.json() };
}

afterEach(async () => {
  await server.stop();
  asked.length = 0;
});

describe('the control API', () => {
  it('lists, adds and stops', async () => {
    expect(await call('GET', '/v1/processes')).toEqual({
      status: 200,
      body: { canKill: true, processes: [status('running')] },
    });
    await server.stop();
    expect(await call('POST', '/v1/processes')).toEqual({ status: 201, body: status('starting') });
    await server.stop();
    expect(await call('POST', `/v1/processes/${PEER}/stop`)).toEqual({
      status: 200,
      body: status('stopped'),
    });
    expect(asked).toEqual([`stop ${PEER}`]);
  });

  it('listens on loopback alone', async () => {
    await call('GET', '/v1/processes');
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('says why it does not', async () => {
    expect(await call('POST', `/v1/processes/${PEER}/kill`)).toEqual({
      status: 409,
      body: { code: 'BUSY', detail: 'it is stopping' },
    });
  });

  it.each([
    ['no token', { authorization: '' }, 401],
    ['a wrong token', { authorization: 'Bearer wrong' }, 401],
    ['the page of another site', { origin: 'http://evil.example' }, 403],
    ['the dashboard itself, past the gateway', { origin: 'http://127.0.0.1:3000' }, 403],
  ])('turns away %s', async (_, headers: Record<string, string>, wanted) => {
    expect((await call('POST', `/v1/processes/${PEER}/stop`, headers)).status).toBe(wanted);
    expect(asked).toEqual([]);
  });

  it.each(['/', '/v1/processes/xyz/stop', `/v1/processes/${PEER}/explode`, `/v1/processes/${PEER}/stop?x=1`])(
    'knows nothing at %s',
    async (path) => {
      expect((await call('POST', path)).status).toBe(404);
      expect(asked).toEqual([]);
    },
  );
});
