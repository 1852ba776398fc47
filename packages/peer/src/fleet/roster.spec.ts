import { describe, expect, it } from 'vitest';
import { PEERS_MAX } from './options.ts';
import { createRoster, type PeerConfig, type RunningPeer } from './roster.ts';

const idOf = (name: string) => Buffer.from(name).toString('hex').padEnd(64, '0');

/** Peers that exist here only, in a roster of two. */
async function setUp(options: { inProcess?: boolean } = {}) {
  const starts: string[] = [];
  const broken = new Set<string>();
  let changes = 0;
  const start = async ({ name }: PeerConfig): Promise<RunningPeer> => {
    starts.push(name);
    if (broken.has(name)) throw new Error(`${name} did not start`);
    const ended = Promise.withResolvers<string>();
    return {
      ...{ id: idOf(name), name, pid: starts.length, address: `${name}:1`, api: '' },
      exited: ended.promise,
      stop: async () => ended.resolve('ended with code 0'),
      kill: options.inProcess ? null : () => ended.resolve('ended by SIGKILL'),
    };
  };
  const contactsGiven: (readonly string[])[] = [];
  const roster = createRoster({
    start,
    configure: async (name, contacts) => {
      contactsGiven.push(contacts);
      return { name, directory: `/d/${name}` };
    },
    onChange: () => {
      changes += 1;
    },
  });
  for (const name of ['peer-1', 'peer-2']) await roster.launch({ name, directory: '' });
  const states = () => roster.list().map(({ name, state }) => `${name} ${state}`);
  return { roster, starts, states, broken, contactsGiven, changes: () => changes };
}

describe('the roster', () => {
  it('adds a peer with a new name, which meets those that run', async () => {
    const { roster, states, contactsGiven } = await setUp();
    expect(await roster.add()).toMatchObject({ name: 'peer-3', state: 'running', peerId: idOf('peer-3') });
    expect(contactsGiven).toEqual([['peer-1:1', 'peer-2:1']]);
    expect(states()).toEqual(['peer-1 running', 'peer-2 running', 'peer-3 running']);
  });

  it('gives two that are added at once two names', async () => {
    const { roster } = await setUp();
    const added = await Promise.all([roster.add(), roster.add()]);
    expect(added.map(({ name }) => name)).toEqual(['peer-3', 'peer-4']);
  });

  it('forgets a peer that could not be added, and tries its name again', async () => {
    const { roster, broken, states } = await setUp();
    broken.add('peer-3');
    await expect(roster.add()).rejects.toThrow('peer-3 did not start');
    expect(states()).toHaveLength(2);
    broken.clear();
    expect((await roster.add()).name).toBe('peer-3');
  });

  it('stops, kills and starts again, and tells each change', async () => {
    const { roster, states, changes } = await setUp();
    const before = changes();
    await roster.operate(idOf('peer-1'), 'stop');
    await roster.operate(idOf('peer-2'), 'kill');
    expect(states()).toEqual(['peer-1 stopped', 'peer-2 ended']);
    expect(roster.running()).toEqual([]);
    await roster.operate(idOf('peer-2'), 'start');
    expect(states()).toEqual(['peer-1 stopped', 'peer-2 running']);
    expect(changes()).toBeGreaterThanOrEqual(before + 3);
  });

  it('shows a process that died by itself as ended', async () => {
    const { roster, states } = await setUp();
    const peer = await roster.launch({ name: 'peer-3', directory: '' });
    peer.kill?.();
    await peer.exited;
    expect(states().at(-1)).toBe('peer-3 ended');
  });

  it.each([
    ['stop', 'stop'],
    ['kill', 'stop'],
  ] as const)('refuses to %s a peer after %s', async (operation, before) => {
    const { roster } = await setUp();
    await roster.operate(idOf('peer-1'), before);
    await expect(roster.operate(idOf('peer-1'), operation)).rejects.toMatchObject({ code: 'BUSY' });
  });

  it('refuses to start a peer that runs, and one that it does not know', async () => {
    const { roster } = await setUp();
    await expect(roster.operate(idOf('peer-1'), 'start')).rejects.toMatchObject({ code: 'BUSY' });
    await expect(roster.operate(idOf('nobody'), 'stop')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('cannot kill a peer that lives in the launcher', async () => {
    const { roster, states } = await setUp({ inProcess: true });
    await expect(roster.operate(idOf('peer-1'), 'kill')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(states()[0]).toBe('peer-1 running');
  });

  it('has an end', async () => {
    const { roster } = await setUp();
    for (let i = 3; i <= PEERS_MAX; i++) await roster.add();
    await expect(roster.add()).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});
