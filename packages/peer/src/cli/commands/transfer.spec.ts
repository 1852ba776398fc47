import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFakeCli, type FakeCli } from '../testing/fake-cli.ts';

let cli: FakeCli;
beforeEach(() => {
  cli = createFakeCli();
});
afterEach(() => cli.remove());

const limits = { upBytesPerSecond: 5_242_880, downBytesPerSecond: 0, transfersMax: 512, streamsPerSource: 2 };
const asked = () => {
  const { method, url } = cli.requests.at(-1)!;
  return `${method} ${url.pathname}${url.search}`;
};

describe('acorde transfer', () => {
  it('pauses and resumes', async () => {
    cli.peer = () => new Response(null, { status: 204 });
    expect((await cli.run('transfer', 'pause', 't1')).stdout).toBe('t1 waits\n');
    expect(asked()).toBe('POST /v1/transfers/t1/pause');
    expect((await cli.run('transfer', 'resume', 't1')).stdout).toBe('t1 goes on\n');
    expect(asked()).toBe('POST /v1/transfers/t1/resume');
  });

  it('lists under either name', async () => {
    cli.peer = () => Response.json({ transfers: [] });
    for (const verb of ['ls', 'list']) expect((await cli.run('transfer', verb)).code).toBe(0);
  });

  it('shows the limits', async () => {
    cli.peer = () => Response.json(limits);
    const { stdout } = await cli.run('transfer', 'limits');
    expect(asked()).toBe('GET /v1/limits');
    expect(stdout).toMatch(/up +5\.0 MiB\/s/);
    expect(stdout).toMatch(/down +none/);
  });

  it('changes those that are given, rates in powers of 1024', async () => {
    cli.peer = () => Response.json(limits);
    await cli.run('transfer', 'limits', '--up', '5M', '--down', 'none', '--transfers', '8');
    expect(asked()).toBe('POST /v1/limits?up=5242880&down=0&transfers=8');
    await cli.run('transfer', 'limits', '--up', '1.5k', '--streams', '4');
    expect(asked()).toBe('POST /v1/limits?up=1536&streams=4');
  });

  it.each(['fast', '-1', '5X', ''])('does not take the rate %j', async (rate) => {
    expect((await cli.run('transfer', 'limits', '--up', rate)).code).toBe(2);
    expect(cli.requests).toEqual([]);
  });
});
