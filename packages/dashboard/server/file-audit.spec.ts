import { AcordeError } from '@acorde/protocol';
import Fastify from 'fastify';
import { describe, expect, test } from 'vitest';
import { createManualSystem } from '../test/support/manual-system.ts';
import { createFileAudit } from './file-audit.ts';
import { operateRoutes } from './http/operate-routes.ts';
import type { PeerChoice } from './http/peer-choice.ts';
import { expected, sendProblem } from './http/problem.ts';
import type { Launcher } from './launcher-client.ts';

const id = (head: string) => head.padEnd(64, '0');
const [ELM, OAK] = [id('e'), id('0a')];

interface Known {
  readonly name: string;
  readonly holders: readonly { peerId: string; complete: boolean; shared: boolean }[];
}
const copy = (peerId: string, change = {}) => ({ peerId, complete: true, shared: false, ...change });

/** Peers that know these files by id. */
function openFleet(files: Record<string, Known>) {
  const system = createManualSystem();
  const calls = { query: 0, stat: 0 };
  const clients = {
    files: {
      query: async () => {
        calls.query += 1;
        return {
          entries: Object.entries(files).map(([fileId, { name }]) => ({ fileId, name })),
          nextPageToken: '',
        };
      },
      stat: async ({ fileId }: { fileId: string }) => {
        calls.stat += 1;
        const known = files[fileId];
        if (!known) throw new AcordeError('FILE_NOT_FOUND', 'gone');
        return { holders: known.holders, replicasWanted: 3 };
      },
    },
  };
  const choice = { read: (_: unknown, call: (peer: unknown) => unknown) => call({ clients }) };
  const audit = createFileAudit(choice as unknown as Pick<PeerChoice, 'read'>, system);
  return { system, calls, audit };
}

const FILES = {
  [id('1')]: { name: 'whole', holders: [copy(ELM), copy(OAK), copy(id('c'))] },
  [id('2')]: { name: 'few', holders: [copy(ELM), copy(OAK)] },
  [id('3')]: { name: 'last', holders: [copy(ELM), copy(OAK, { complete: false })] },
  [id('4')]: { name: 'gone', holders: [] },
  [id('5')]: { name: 'from a folder', holders: [copy(ELM, { shared: true }), copy(OAK)] },
};

function openApp(files: Record<string, Known>, launcher: Launcher | null) {
  const app = Fastify();
  app.setErrorHandler((error, _request, reply) => sendProblem(reply, expected(error)));
  operateRoutes(app, { audit: openFleet(files).audit, launcher });
  return app;
}

describe('the audit', () => {
  test('tells files with too few copies from those that nobody can give', async () => {
    const reply = (await openApp(FILES, null).inject('/api/audit')).json();
    expect(reply).toMatchObject({ checked: 5, total: 5 });
    expect(reply.underReplicated.files.map((file: { name: string }) => file.name)).toEqual([
      'few',
      'from a folder',
      'last',
    ]);
    expect(reply.unavailable).toMatchObject({ count: 1, files: [{ name: 'gone', copies: 0, wanted: 3 }] });
  });

  test('asks the peers once for all who look within a few seconds', async () => {
    const { audit, calls, system } = openFleet(FILES);
    await Promise.all([audit.read(), audit.read()]);
    expect(calls).toEqual({ query: 1, stat: 5 });
    await system.advance(6_000);
    await audit.read();
    expect(calls.query).toBe(2);
  });

  test('asks anew when something depends on it', async () => {
    const { audit, calls } = openFleet(FILES);
    await audit.read();
    await audit.readAgain();
    expect(calls.query).toBe(2);
  });

  test('of more files than it may ask for says how many it did', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 2_050 }, (_, i) => [id(`${i}f`), { name: `n${i}`, holders: [copy(ELM)] }]),
    );
    const { files, total } = await openFleet(many).audit.read();
    expect([files.length, total]).toEqual([2_000, 2_050]);
  });
});

describe('operating', () => {
  const done: string[] = [];
  const process = { peerId: ELM, name: 'elm', pid: 1, state: 'stopped' } as const;
  const launcher: Launcher = {
    processes: async () => ({ canKill: true, processes: [process] }),
    add: async () => process,
    operate: async (peerId, operation) => {
      done.push(`${operation} ${peerId.slice(0, 2)}`);
      return process;
    },
  };

  test.each(['stop', 'kill'])(
    'refuses to %s the peer with the last copy, and names the file',
    async (what) => {
      done.length = 0;
      const answer = await openApp(FILES, launcher).inject({
        method: 'POST',
        url: `/api/control/peers/${ELM}/${what}`,
      });
      expect(answer.statusCode).toBe(409);
      expect(answer.json().detail).toContain('last copy within reach of last');
      expect(done).toEqual([]);
    },
  );

  test('stops one whose files are elsewhere too', async () => {
    done.length = 0;
    const answer = await openApp(FILES, launcher).inject({
      method: 'POST',
      url: `/api/control/peers/${OAK}/stop`,
    });
    expect([answer.statusCode, done]).toEqual([200, ['stop 0a']]);
  });

  test('says what would be out of reach', async () => {
    const answer = await openApp(FILES, launcher).inject(`/api/control/peers/${ELM}/risk`);
    expect(answer.json()).toMatchObject({
      checked: 5,
      total: 5,
      last: { count: 1, files: [{ name: 'last' }] },
    });
  });

  test('is offered by a launcher alone', async () => {
    const app = openApp(FILES, null);
    expect((await app.inject('/api/control')).json()).toEqual({
      offered: false,
      canKill: false,
      processes: [],
    });
    const answer = await app.inject({ method: 'POST', url: '/api/control/peers' });
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'FORBIDDEN']);
  });

  test.each([`/api/control/peers/${OAK}/explode`, '/api/control/peers/xyz/stop'])(
    'takes nothing else: %s',
    async (url) => {
      expect((await openApp(FILES, launcher).inject({ method: 'POST', url })).statusCode).toBe(400);
    },
  );
});
