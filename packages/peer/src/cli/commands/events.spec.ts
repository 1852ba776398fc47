import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { realSystem } from '../../system.ts';
import type { PublishFlags, TailFlags } from '../cli-actions.ts';
import { createFakeCli, type FakeCli, json } from '../testing/fake-cli.ts';
import { hex } from '../testing/fake-network.ts';

const event = {
  type: 'acorde.v1.file.stored',
  time: '2026-01-31T12:00:00Z',
  peerid: hex('one'),
  data: { entry: { name: 'song\u0007.mp3', fileId: 'f1'.repeat(32) } },
};
const peers = [
  { peerId: hex('one'), name: 'elm', api: 'http://elm', state: 'up' },
  { peerId: hex('two'), name: 'oak', api: 'http://oak', state: 'up' },
  { peerId: hex('three'), name: 'ash', api: '', state: 'up' },
];

let cli: FakeCli;
let asked: TailFlags[];
let published: object[];
beforeEach(() => {
  cli = createFakeCli();
  cli.env = {};
  asked = [];
  published = [];
  cli.peer = () => json({ peers });
  cli.system = { ...realSystem, nowMs: () => 3_600_000, uuid: () => 'u-1' };
  cli.actions = {
    eventsTail: async (flags: TailFlags) => {
      asked.push(flags);
      flags.onReady();
      for (let count = 0; count < 3; count += 1) flags.onEvent(event);
    },
    eventsPublish: async ({ events }: PublishFlags) => {
      for await (const one of events) published.push(one);
      return published.length;
    },
  };
});
afterEach(() => cli.remove());

describe('events tail', () => {
  it('follows every peer that has an API, and shows a line for each event', async () => {
    const run = await cli.run('events', 'tail');
    expect(run.code).toBe(0);
    expect(asked[0]).toMatchObject({ apis: ['http://elm', 'http://oak'], filter: { types: [], peer: '' } });
    expect(run.stdout.split('\n')[0]).toBe(
      '2026-01-31T12:00:00Z  elm         file.stored         song\ufffd.mp3  f1f1f1f1',
    );
  });

  it('follows one peer by its name, or the one that is named by its API', async () => {
    await cli.run('events', 'tail', '--peer', 'oak');
    await cli.run('events', 'tail', '--api', 'http://elsewhere');
    expect(asked.map(({ apis }) => apis)).toEqual([['http://oak'], ['http://elsewhere']]);
    expect((await cli.run('events', 'tail', '--peer', 'nobody')).code).toBe(3);
  });

  it('follows RabbitMQ where one is named, by flag or environment, without asking a peer', async () => {
    await cli.run('events', 'tail', '--amqp', 'amqp://flag', '--peer', 'ab');
    cli.env = { AMQP_URL: 'amqp://environment' };
    await cli.run('events', 'tail');
    expect(asked.map(({ amqp }) => amqp)).toEqual(['amqp://flag', 'amqp://environment']);
    expect(asked[0]?.filter.peer).toBe('ab');
    expect(cli.requests).toEqual([]);
  });

  it('takes types, a time and a count, and gives JSON', async () => {
    const flags = ['--type', 'file.*,peer', '--type', 'log', '--since', '15m', '--count', '2', '--telemetry'];
    const run = await cli.run('events', 'tail', '--json', ...flags);
    expect(asked[0]).toMatchObject({
      filter: { types: ['file.*', 'peer', 'log'], telemetry: true },
      sinceMs: 2_700_000,
    });
    expect(
      run.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([event, event]);
  });

  it.each([
    ['--since', 'yesterday'],
    ['--count', '0'],
  ])('%s %s is a usage error', async (...flags) => {
    expect((await cli.run('events', 'tail', ...flags)).code).toBe(2);
  });
});

describe('events publish', () => {
  it('publishes one event with its data', async () => {
    const run = await cli.run('events', 'publish', 'file.noted', '{"text":"hello"}', '--amqp', 'amqp://x');
    expect([run.code, run.stdout]).toEqual([0, 'published 1\n']);
    expect(published).toEqual([
      {
        ...{ specversion: '1.0', id: 'u-1', source: 'urn:acorde:cli', type: 'acorde.v1.file.noted' },
        ...{ time: '1970-01-01T01:00:00.000Z', datacontenttype: 'application/json', data: { text: 'hello' } },
      },
    ]);
  });

  it('publishes one event for each line of standard input', async () => {
    cli.stdin = '{"n":1}\n\n{"n":2}\n';
    const run = await cli.run('events', 'publish', 'file.noted', '--amqp', 'amqp://x', '--json');
    expect(JSON.parse(run.stdout)).toEqual({ type: 'acorde.v1.file.noted', published: 2 });
  });

  it.each([
    [['file.noted', '{}'], 'No RabbitMQ is named'],
    [['noted', '{}', '--amqp', 'amqp://x'], 'is no type'],
    [['file.noted', '[1]', '--amqp', 'amqp://x'], 'no JSON object'],
    [['file.noted', 'hello', '--amqp', 'amqp://x'], 'no JSON object'],
  ])('%j is a usage error', async (args, reason) => {
    const run = await cli.run('events', 'publish', ...args);
    expect([run.code, run.stderr]).toEqual([2, expect.stringContaining(reason)]);
  });
});
