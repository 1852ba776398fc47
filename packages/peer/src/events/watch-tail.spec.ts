import { WatchResponseSchema } from '@acorde/protocol/gen/acorde/v1/event_pb.ts';
import { create, type MessageInitShape, toJson } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { createManualSystem } from '../../test/events/manual-system.ts';
import { tailWatch } from './watch-tail.ts';

const PEER = 'ab'.repeat(32);
type Part = NonNullable<MessageInitShape<typeof WatchResponseSchema>['part']>;

function frame(flags: number, json: unknown): Buffer {
  const body = Buffer.from(JSON.stringify(json));
  const prefix = Buffer.alloc(5);
  prefix[0] = flags;
  prefix.writeUInt32BE(body.length, 1);
  return Buffer.concat([prefix, body]);
}

const message = (part: Part) => frame(0, toJson(WatchResponseSchema, create(WatchResponseSchema, { part })));
const heartbeat = message({ case: 'heartbeat', value: { incarnation: 7n, seq: 3n } });
const left = (seq: bigint) =>
  message({
    case: 'event',
    value: {
      peerId: PEER,
      incarnation: 7n,
      seq,
      time: { seconds: 1n },
      fact: { case: 'peerLeft', value: {} },
    },
  });
const gap = message({ case: 'gap', value: { incarnation: 7n, seq: 8n } });
const end = frame(2, { error: { code: 'unavailable', message: 'it stops' } });

/** A peer that gives one answer after another; each is torn into pieces of 7 bytes. */
function open(answers: Buffer[][], types: string[] = []) {
  const system = createManualSystem();
  const asked: object[] = [];
  const said: string[] = [];
  const stop = new AbortController();
  const fetch = (async (_url: string, init: RequestInit) => {
    const body = Buffer.from(init.body as Uint8Array);
    asked.push(JSON.parse(body.subarray(5).toString()));
    const answer = answers.shift();
    if (!answer) throw new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } });
    const bytes = Buffer.concat(answer);
    const pieces = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, at) =>
      bytes.subarray(at * 7, at * 7 + 7),
    );
    return new Response(ReadableStream.from(pieces));
  }) as typeof globalThis.fetch;
  const done = tailWatch({
    ...{ apis: ['http://one'], token: null, fetch, system, signal: stop.signal, sinceMs: undefined },
    filter: { types, peer: '', telemetry: false },
    onEvent: (event) => said.push(`${event.type} ${event.sequence}`),
    onLost: (_api, reason) => said.push(reason),
  });
  return { system, asked, said, stop, done };
}

test('follows a peer, and goes on after its last event when the watch breaks', async () => {
  const tail = open([
    [heartbeat, left(4n), end],
    [heartbeat, left(5n)],
  ]);
  await tail.system.advance(1500);
  tail.stop.abort();
  await tail.done;
  expect(tail.said.slice(0, 3)).toEqual([
    'acorde.v1.peer.left 4',
    'unavailable: it stops',
    'acorde.v1.peer.left 5',
  ]);
  expect(tail.asked).toMatchObject([{ telemetry: false }, { incarnation: '7', afterSeq: '4' }]);
});

test('a watch that breaks before any event goes on from where the peer was, not from now', async () => {
  const tail = open([[heartbeat], [heartbeat]]);
  await tail.system.advance(1500);
  tail.stop.abort();
  await tail.done;
  expect(tail.asked[1]).toMatchObject({ incarnation: '7', afterSeq: '3' });
});

test('what the peer no longer has is told as a gap', async () => {
  const tail = open([[heartbeat, gap, left(9n)]]);
  await tail.system.advance(10);
  tail.stop.abort();
  await tail.done;
  expect(tail.said.slice(0, 2)).toEqual(['acorde.v1.log.gap 0', 'acorde.v1.peer.left 9']);
});

test('a peer that is not there is asked each second, and told of once', async () => {
  const tail = open([]);
  await tail.system.advance(5500);
  tail.stop.abort();
  await tail.done;
  expect(tail.said).toEqual(['ECONNREFUSED']);
  expect(tail.asked.length).toBe(6);
});

test('a message that claims gigabytes ends the watch, and asks nothing of the memory', async () => {
  const prefix = Buffer.from([0, 0xff, 0xff, 0xff, 0xff]);
  const tail = open([[prefix]]);
  await tail.system.advance(10);
  tail.stop.abort();
  await tail.done;
  expect(tail.said).toEqual(['a message of 4294967295 bytes']);
});
