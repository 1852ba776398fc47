import { describe, expect, test } from 'vitest';
import { createManualSystem } from '../test/support/manual-system.ts';
import { createLauncher } from './launcher-client.ts';

const view = { peerId: 'ab'.repeat(32), name: 'peer-1', pid: 7, state: 'running' };
const seen: { url: string; init: RequestInit }[] = [];
const launcherThat = (answer: () => Response | Promise<Response>) =>
  createLauncher({
    url: 'http://127.0.0.1:1',
    token: 'secret',
    system: createManualSystem(),
    fetcher: async (url, init) => {
      seen.push({ url: String(url), init: init ?? {} });
      return answer();
    },
  });

describe('the launcher', () => {
  test('is asked with its token', async () => {
    const launcher = launcherThat(() => Response.json({ canKill: true, processes: [view] }));
    expect(await launcher.processes()).toEqual({ canKill: true, processes: [view] });
    expect(seen.at(-1)?.init.headers).toEqual({ authorization: 'Bearer secret' });
  });

  test('has its own reasons passed on', async () => {
    const launcher = launcherThat(() =>
      Response.json({ code: 'BUSY', detail: 'it is stopping' }, { status: 409 }),
    );
    await expect(launcher.operate(view.peerId, 'stop')).rejects.toMatchObject({
      code: 'BUSY',
      message: 'it is stopping',
    });
  });

  test('that does not answer is unreachable', async () => {
    const launcher = launcherThat(() => Promise.reject(new TypeError('fetch failed')));
    await expect(launcher.add()).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' });
  });

  test.each(['no JSON', '{"code":"NOT_OURS","detail":"x"}', '[]'])(
    'that fails with %s is an inner fault',
    async (body) => {
      const launcher = launcherThat(() => new Response(body, { status: 500 }));
      await expect(launcher.add()).rejects.toMatchObject({ code: 'INTERNAL' });
    },
  );

  test('whose answer is of another shape is not believed', async () => {
    const launcher = launcherThat(() => Response.json({ canKill: 'yes', processes: 3 }));
    await expect(launcher.processes()).rejects.toThrow();
  });
});
