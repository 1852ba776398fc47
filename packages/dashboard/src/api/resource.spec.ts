import { beforeEach, describe, expect, it } from 'vitest';
import { TestClock } from '../test-clock.ts';
import { ApiError } from './call.ts';
import { createResource, type Resource } from './resource.ts';

interface Call {
  readonly id: string;
  readonly signal: AbortSignal;
  readonly resolve: (value: string) => void;
  readonly reject: (error: unknown) => void;
}

let calls: Call[];
let clock: TestClock;
let resource: Resource<string>;

beforeEach(() => {
  calls = [];
  clock = new TestClock();
  resource = createResource((id, signal) => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    calls.push({ id, signal, resolve, reject });
    return promise;
  }, clock);
});

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('a thing that is looked at', () => {
  it('is read once, and again when it may have changed, however often that is said', async () => {
    resource.open('a');
    resource.open('a');
    calls[0]!.resolve('one');
    await settle();
    expect(resource.store.getState()).toMatchObject({ status: 'ready', value: 'one' });
    resource.refresh();
    resource.refresh();
    clock.pass(1_000);
    expect(calls).toHaveLength(2);
  });

  it('keeps the last good answer when reading fails', async () => {
    resource.open('a');
    calls[0]!.resolve('one');
    await settle();
    resource.refresh();
    clock.pass(1_000);
    calls[1]!.reject(new ApiError('PEER_UNREACHABLE', 503, 'x'));
    await settle();
    expect(resource.store.getState()).toMatchObject({
      status: 'failed',
      value: 'one',
      error: { code: 'PEER_UNREACHABLE' },
    });
  });

  it('is not disturbed by a late answer to what was looked at before', async () => {
    resource.open('a');
    resource.open('b');
    expect(calls[0]!.signal.aborted).toBe(true);
    calls[0]!.resolve('late');
    await settle();
    expect(resource.store.getState()).toMatchObject({ id: 'b', status: 'loading', value: null });
  });

  it('is nothing once closed, and stays so', () => {
    resource.open('a');
    resource.refresh();
    resource.open(null);
    clock.pass(1_000);
    expect(calls).toHaveLength(1);
    expect(resource.store.getState().status).toBe('idle');
  });
});
