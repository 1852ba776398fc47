// The lean way must be the standard wire: what it writes, the general code reads, and the other way round.
import { PassThrough } from 'node:stream';
import {
  ReadChunksResponseSchema,
  ReplicateRequestSchema,
} from '@acorde/protocol/gen/acorde/internal/v1/replica_pb.ts';
import { GetResponseSchema, PutRequestSchema } from '@acorde/protocol/gen/acorde/v1/file_pb.ts';
import { LookupRequestSchema } from '@acorde/protocol/gen/acorde/v1/ring_pb.ts';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutPieces } from '../byte-pieces.ts';
import { PieceQueue } from '../piece-queue.ts';
import { readFrames, writeFrame } from './frames.ts';
import { decodeMessage, encodeMessage } from './message-codec.ts';

const data = fc.uint8Array({ maxLength: 70_000 });

describe('messages with data', () => {
  it.each([
    ['ReadChunksResponse', ReadChunksResponseSchema, (value: Uint8Array) => ({ data: value })],
    ['ReplicateRequest', ReplicateRequestSchema, partOf],
    ['PutRequest', PutRequestSchema, partOf],
    ['GetResponse', GetResponseSchema, partOf],
  ] as const)('%s is on the wire what the general code makes of it', (_name, schema, init) => {
    fc.assert(
      fc.property(data, (value) => {
        const message = create(schema as typeof PutRequestSchema, init(value) as never);
        const general = toBinary(schema as typeof PutRequestSchema, message);
        const lean = new Uint8Array(Buffer.concat(encodeMessage(schema as typeof PutRequestSchema, message)));
        // An empty field may be left out or written as empty: both mean the same.
        expect(fromBinary(schema as typeof PutRequestSchema, lean)).toEqual(message);
        expect(decodeMessage(schema as typeof PutRequestSchema, general)).toEqual(message);
        expect(decodeMessage(schema as typeof PutRequestSchema, lean)).toEqual(message);
      }),
      { numRuns: 30 },
    );
  });

  it('with other parts go the general way', () => {
    const header = create(PutRequestSchema, { part: { case: 'header', value: { name: 'n' } } });
    expect(decodeMessage(PutRequestSchema, toBinary(PutRequestSchema, header))).toEqual(header);
    const lookup = create(LookupRequestSchema, { key: 'k' });
    expect(Buffer.concat(encodeMessage(LookupRequestSchema, lookup))).toEqual(
      Buffer.from(toBinary(LookupRequestSchema, lookup)),
    );
  });

  it('never get past the decoder as anything but a message or INVALID_ARGUMENT', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, tagged) => {
        const given = tagged ? new Uint8Array([0x12, ...bytes]) : bytes;
        let expected: unknown = 'INVALID_ARGUMENT';
        try {
          expected = fromBinary(PutRequestSchema, given);
        } catch {}
        let actual: unknown;
        try {
          actual = decodeMessage(PutRequestSchema, given);
        } catch (error) {
          actual = (error as { code: unknown }).code;
        }
        expect(actual).toEqual(expected);
      }),
    );
  });
});

describe('frames', () => {
  it('come out as they went in, however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(data, { maxLength: 5 }),
        fc.integer({ min: 1, max: 40_000 }),
        async (messages, cut) => {
          const bytes = Buffer.concat(await frames(messages));
          const stream = new PassThrough({ highWaterMark: 1024 * 1024 });
          for (let at = 0; at < bytes.length; at += cut) stream.write(bytes.subarray(at, at + cut));
          stream.end();
          expect(
            (await collect(readFrames(stream, 100_000))).map((frame) => Buffer.from(frame).toString('hex')),
          ).toEqual(messages.map((message) => Buffer.from(message).toString('hex')));
        },
      ),
      { numRuns: 30 },
    );
  });

  it.each([
    ['over the limit', Buffer.from([0, 0, 0, 4, 1]), Code.ResourceExhausted],
    ['compressed', Buffer.from([1, 0, 0, 0, 1, 7]), Code.Unimplemented],
    ['cut off in its head', Buffer.from([0, 0, 0]), Code.InvalidArgument],
    ['cut off in its body', Buffer.from([0, 0, 0, 0, 9, 1]), Code.InvalidArgument],
  ])('are refused when one is %s', async (_what, bytes, code) => {
    const stream = new PassThrough();
    stream.end(bytes);
    const error = await collect(readFrames(stream, 1024)).catch((thrown) => ConnectError.from(thrown));
    expect(error).toMatchObject({ code });
  });

  it('tell when the system has their bytes, and do not when the stream breaks before', async () => {
    let sent = 0;
    const slow = new PassThrough({ highWaterMark: 1 });
    const writing = writeFrame(slow, [new Uint8Array(10), new Uint8Array(1000)], () => {
      sent += 1;
    });
    const before = sent;
    slow.resume();
    await writing;
    expect([before, sent]).toEqual([0, 1]);
    const broken = new PassThrough({ highWaterMark: 1 });
    const failing = writeFrame(broken, [new Uint8Array(1000)], () => {
      sent += 1;
    });
    broken.destroy();
    await expect(failing).rejects.toMatchObject({ code: Code.Aborted });
    expect(sent).toBe(1);
  });

  it('fail their writer when the stream is gone', async () => {
    const stream = new PassThrough({ highWaterMark: 1 });
    const writing = writeFrame(stream, [new Uint8Array(1000)]);
    stream.destroy();
    await expect(writing).rejects.toMatchObject({ code: Code.Aborted });
  });
});

describe('a queue of pieces', () => {
  it('holds its writer back, and lets it go on as the reader takes', async () => {
    const queue = new PieceQueue<number>(10);
    await queue.push(1, 10);
    let pushed = false;
    const second = queue.push(2, 10).then(() => {
      pushed = true;
    });
    const reader = queue[Symbol.asyncIterator]();
    expect(pushed).toBe(false);
    expect((await reader.next()).value).toBe(1);
    await second;
    queue.end();
    expect((await reader.next()).value).toBe(2);
    expect((await reader.next()).done).toBe(true);
  });

  it('gives a failure to both sides, and what waits is gone', async () => {
    const queue = new PieceQueue<number>(10);
    const writing = queue.push(1, 20);
    queue.fail(new Error('given up'));
    queue.fail(new Error('later'));
    await expect(writing).rejects.toThrow('given up');
    await expect(queue.push(2, 1)).rejects.toThrow('given up');
    await expect(queue[Symbol.asyncIterator]().next()).rejects.toThrow('given up');
  });
});

it('cuts bytes into pieces that never span a boundary', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 300 })), async (given) => {
      const pieces = await collect(cutPieces(from(given), 64, 100));
      expect(Buffer.concat(pieces)).toEqual(Buffer.concat(given));
      let position = 0;
      for (const piece of pieces) {
        expect(piece.length).toBeLessThanOrEqual(64);
        expect((position % 100) + piece.length).toBeLessThanOrEqual(100);
        position += piece.length;
      }
    }),
  );
});

function partOf(value: Uint8Array) {
  return { part: { case: 'data', value } };
}

async function frames(messages: readonly Uint8Array[]): Promise<Buffer[]> {
  const stream = new PassThrough({ highWaterMark: 1024 * 1024 });
  for (const message of messages) await writeFrame(stream, [message]);
  stream.end();
  return await collect(stream as AsyncIterable<Buffer>);
}

async function* from<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
