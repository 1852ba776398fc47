import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blamePorts, PortTakenError } from './port-taken.ts';

let other: Server;
let taken = 0;
let free = 0;
beforeEach(async () => {
  free = await listenThenClose();
  other = createServer();
  taken = await listen(other);
});
afterEach(() => new Promise((resolve) => other.close(resolve)));

describe('a peer that does not start', () => {
  it.each(['port', 'api'])('is blamed on its %s when another program has it', async (which) => {
    const peer =
      which === 'port'
        ? { name: 'peer-2', port: taken, api: `127.0.0.1:${free}` }
        : { name: 'peer-2', port: free, api: `127.0.0.1:${taken}` };
    const failed = blamePorts(peer, Promise.reject(new Error('whatever it said')));
    await expect(failed).rejects.toThrow(PortTakenError);
    await expect(failed).rejects.toThrow(`peer-2 did not start: port ${taken} was taken in between`);
  });

  it('fails with its own reason when its ports are free', async () => {
    const peer = { name: 'peer-2', port: free, api: `127.0.0.1:${free}` };
    await expect(blamePorts(peer, Promise.reject(new Error('disk full')))).rejects.toThrow('disk full');
  });
});

it('a peer that starts is not asked about its ports, which it now has itself', async () => {
  const peer = { name: 'peer-1', port: taken, api: `127.0.0.1:${taken}` };
  expect(await blamePorts(peer, Promise.resolve('running'))).toBe('running');
});

function listen(server: Server): Promise<number> {
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
  );
}

async function listenThenClose(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}
