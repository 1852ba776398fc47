import { afterEach, describe, expect, it } from 'vitest';
import type { Entry } from '../../src/records/record.ts';
import { createHandOver, type HandOver } from '../../src/repair/hand-over.ts';
import { manifestOf } from '../records/samples.ts';
import { shareAt } from '../records/share.ts';
import { copyOf, createKeepers, type Keepers } from './keepers.ts';

const NAMES = ['ana', 'bruno', 'carla', 'diego', 'elena'];
const never = new AbortController().signal;
let keepers: Keepers;
let handOver: HandOver;
afterEach(async () => {
  await handOver?.stop();
  await keepers.close();
});

async function put(name: string, holders: readonly string[]): Promise<Entry> {
  const { fileId } = manifestOf(name);
  const peers = holders.map((holder) => keepers.keeper(holder));
  for (const { copies } of peers) copies.set(fileId, copyOf(name));
  return shareAt(keepers.cluster, peers[0]!, name, name, peers);
}

/** Ana's hand-over, over the same fakes as her repair. */
function setUp(names: readonly string[] = NAMES): void {
  keepers = createKeepers(names, 3_600_000);
  const ana = keepers.keeper('ana');
  handOver = createHandOver({ ...ana.repairDeps, self: ana.contact, parts: ana });
}

const run = (copies: number) => keepers.cluster.system.run(handOver.run(copies, never));
const elsewhere = (entry: Entry) => keepers.holdersOf(entry.fileId).filter((name) => name !== 'ana').length;

describe('a peer that goes', () => {
  it('has others take what it alone stands for, up to w copies', async () => {
    setUp();
    const alone = await put('alone', ['ana']);
    const two = await put('two', ['ana', 'bruno']);
    const enough = await put('enough', ['ana', 'bruno', 'carla']);
    expect(await run(2)).toEqual({ running: false, files: 2, done: 2, failed: 0 });
    expect([alone, two, enough].map(elsewhere)).toEqual([2, 2, 2]);
    expect(keepers.adopted).toHaveLength(3);
  });

  it('for good leaves k copies', async () => {
    setUp();
    const entries = [await put('a', ['ana']), await put('b', ['bruno', 'ana', 'carla'])];
    handOver.begin();
    handOver.begin();
    expect(handOver.status().running).toBe(true);
    await keepers.cluster.system.advance(30_000);
    expect(handOver.status()).toEqual({ running: false, files: 2, done: 2, failed: 0 });
    expect(entries.map(elsewhere)).toEqual([3, 3]);
  });

  it('does not count holders that do not answer, and asks another peer when one takes nothing', async () => {
    setUp();
    const entry = await put('a', ['ana', 'bruno', 'carla']);
    keepers.cluster.kill('bruno');
    keepers.heal();
    keepers.refusing.add('diego');
    expect(await run(2)).toMatchObject({ files: 1, done: 1, failed: 0 });
    expect(keepers.holdersOf(entry.fileId).sort()).toEqual(['ana', 'carla', 'elena']);
  });

  it('gives no more than there are peers, and says what nobody took', async () => {
    setUp(['ana', 'bruno', 'carla']);
    await put('a', ['ana']);
    expect(await run(3)).toMatchObject({ files: 1, done: 1 });
    await put('b', ['ana', 'bruno']);
    keepers.refusing.add('carla');
    expect(await run(3)).toEqual({ running: false, files: 1, done: 0, failed: 1 });
  });

  it('gives nothing of what nobody shares, and ends when it is told to', async () => {
    setUp();
    const { fileId } = manifestOf('nobody');
    keepers.keeper('ana').copies.set(fileId, copyOf('nobody'));
    expect(await run(2)).toMatchObject({ files: 0 });
    const ended = new AbortController();
    ended.abort();
    await put('a', ['ana']);
    expect(await keepers.cluster.system.run(handOver.run(2, ended.signal))).toMatchObject({ done: 0 });
  });
});
