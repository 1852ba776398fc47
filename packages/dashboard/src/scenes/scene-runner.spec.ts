import { expect, it } from 'vitest';
import { ApiError } from '../api/call.ts';
import type { OperateApi } from '../api/operate-api.ts';
import type { Question } from '../lookup/lookup-session.ts';
import { peer } from '../model/fixtures.ts';
import { EMPTY_FLEET, type FleetState } from '../model/fleet-state.ts';
import { createStore } from '../model/store.ts';
import { TestClock } from '../test-clock.ts';
import type { SceneName } from './scene-names.ts';
import { createSceneRunner } from './scene-runner.ts';

const settle = () => new Promise((resolve) => setImmediate(resolve));
const NONE = { count: 0, files: [] };

const PLACES: Record<string, string> = { a: '1', b: '5', c: '9', new: 'c' };
const one = (name: string) => peer(name, PLACES[name]!);

function stage(name: SceneName, given: Partial<{ lastAt: string; canKill: boolean }> = {}) {
  const clock = new TestClock();
  const peers = new Map(['a', 'b', 'c'].map((known) => [one(known).peerId, one(known)]));
  const settled = { ideal: true, members: 3, unsettled: [] };
  const fleet = createStore<FleetState, Partial<FleetState>>(
    { ...EMPTY_FLEET, epoch: 'e', peers, ring: settled },
    (state, change) => ({ ...state, ...change }),
    (fn) => fn(),
  );
  const process = (of: { peerId: string; name: string }) =>
    ({ peerId: of.peerId, name: of.name, pid: 1, state: 'running' }) as const;
  const done: string[] = [];
  const asked: Question[] = [];
  const world = { short: 0, lastAt: '', canKill: true, ...given };
  const operate: OperateApi = {
    audit: async () => ({
      ...{ atMs: 0, checked: 1, total: 1, unavailable: NONE },
      underReplicated: { count: world.short, files: [] },
    }),
    control: async () => ({
      offered: true,
      canKill: world.canKill,
      processes: [...fleet.getState().peers.values()].map(process),
    }),
    risk: async (peerId) => ({
      ...{ checked: 1, total: 1 },
      last: { count: peerId === world.lastAt ? 1 : 0, files: [] },
    }),
    add: async () => ({ process: process(one('new')) }),
    async operate(peerId, operation) {
      done.push(`${operation} ${peers.get(peerId)?.name}`);
      return { process: process(one('a')) };
    },
  };
  const runner = createSceneRunner(
    {
      ...{ operate, clock, fleet },
      show: (peerId) => done.push(`show ${peerId}`),
      ask: async (question) => void asked.push(question),
    },
    name,
  );
  const setPeer = (known: string, change: object) => {
    const next = { ...one(known), ...change };
    fleet.dispatch({ peers: new Map(fleet.getState().peers).set(next.peerId, next) });
  };
  const at = () => `${runner.store.getState().step} ${runner.store.getState().phase}`;
  return { clock, fleet, runner, done, asked, world, setPeer, at };
}

it('a join is over when the new peer is up and the ring is in order, and says how long it took', async () => {
  const { clock, fleet, runner, setPeer, at } = stage('join');
  await settle();
  expect(at()).toBe('0 over');
  runner.next();
  await settle();
  expect(at()).toBe('1 open');
  expect(runner.store.getState().subject?.name).toBe('new');
  clock.pass(700);
  setPeer('new', { state: 'up' });
  await settle();
  expect(at()).toBe('1 over');
  expect(runner.store.getState().tookMs).toBe(700);
  fleet.dispatch({ ring: { ideal: false, members: 4, unsettled: [] } });
  runner.next();
  await settle();
  expect(at()).toBe('2 open');
  fleet.dispatch({ ring: { ideal: true, members: 4, unsettled: [] } });
  await settle();
  expect(at()).toBe('2 over');
});

it('a crash kills no peer whose copy is the last, waits for the copies, and starts the peer again', async () => {
  const { clock, runner, world, done, setPeer, at } = stage('crash', { lastAt: one('a').peerId });
  await settle();
  expect(at()).toBe('0 over');
  expect(runner.store.getState().subject?.name).toBe('b');
  runner.next();
  await settle();
  expect(done).toContain('kill b');
  expect(at()).toBe('1 open');
  setPeer('b', { state: 'failed' });
  await settle();
  runner.next();
  await settle();
  expect(at()).toBe('2 over');
  world.short = 3;
  runner.next();
  await settle();
  expect(at()).toBe('3 open');
  world.short = 0;
  clock.pass(1_000);
  await settle();
  expect(at()).toBe('3 over');
  runner.next();
  await settle();
  expect(done).toContain('start b');
  setPeer('b', { state: 'up' });
  await settle();
  expect(at()).toBe('4 over');
});

it('where no process can be killed the scene says so, and tries again when asked', async () => {
  const { runner, world, at } = stage('crash', { canKill: false });
  await settle();
  expect(at()).toBe('0 failed');
  expect(runner.store.getState().error).toBeInstanceOf(ApiError);
  world.canKill = true;
  runner.next();
  await settle();
  expect(at()).toBe('0 over');
});

it('a lookup goes the longest way, by fingers and then with full membership', async () => {
  const { runner, asked, at } = stage('lookup');
  await settle();
  runner.next();
  await settle();
  runner.next();
  await settle();
  expect(asked.map(({ routing }) => routing)).toEqual(['classic', 'full']);
  expect(asked.map(({ key }) => key[0])).toEqual(['9', '9']);
  expect(asked[0]!.peerId).toBe(one('a').peerId);
  expect(at()).toBe('2 over');
});

it('nothing is done by a scene that was stopped', async () => {
  const { runner, setPeer, at } = stage('join');
  await settle();
  runner.next();
  runner.stop();
  await settle();
  setPeer('new', { state: 'up' });
  await settle();
  expect(at()).toBe('1 acting');
});
