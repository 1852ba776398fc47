// Batches over the services' ports, without sockets.
import { BatchService } from '@acorde/protocol/gen/acorde/internal/v1/batch_pb.ts';
import { FileService, type PutBatchResult } from '@acorde/protocol/gen/acorde/v1/file_pb.ts';
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { describe, expect, it } from 'vitest';
import { idToBytes } from './record-message.ts';
import { BEARER, FILE, setUp } from './test/services.ts';

const file = (name: string) => ({ header: { name }, data: new Uint8Array(3) });
const OTHER_FILE = 'd'.repeat(64);

function nameOf(result: PutBatchResult | undefined): string {
  return result?.outcome.case === 'stored' ? (result.outcome.value.entry?.name ?? '') : '';
}

function filesOf(transport = setUp().transport) {
  return createClient(FileService, transport);
}

describe('PutBatch', () => {
  it('answers message by message, while the caller waits with the next one for the answer', async () => {
    const answered: string[] = [];
    let next = Promise.withResolvers<void>();
    async function* requests() {
      for (const name of ['a', 'b', 'c', 'd', 'e']) {
        next = Promise.withResolvers<void>();
        yield { files: [file(name), file('')] };
        await next.promise;
      }
    }
    for await (const { results } of filesOf().putBatch(requests(), BEARER)) {
      const [stored, refused] = results;
      answered.push(nameOf(stored));
      expect(refused?.outcome).toMatchObject({ case: 'error', value: { code: 'INVALID_ARGUMENT' } });
      next.resolve();
    }
    expect(answered).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('takes many messages before it is asked for an answer, and answers all in order', async () => {
    async function* requests() {
      for (let i = 0; i < 20; i += 1) yield { files: [file(`${i}`)] };
    }
    const names: string[] = [];
    for await (const { results } of filesOf().putBatch(requests(), BEARER)) names.push(nameOf(results[0]));
    expect(names).toEqual(Array.from({ length: 20 }, (_, i) => `${i}`));
  });

  it.each([
    ['without the write token', [file('a')], {}, Code.Unauthenticated],
    ['with a file that has no header', [{ data: new Uint8Array(1) }], BEARER.headers, Code.InvalidArgument],
  ] as const)('is refused %s', async (_, files, headers, code) => {
    async function* requests() {
      yield { files: [...files] };
    }
    const read = async () => {
      for await (const _ of filesOf().putBatch(requests(), { headers }));
    };
    await expect(read().catch((error) => ConnectError.from(error).code)).resolves.toBe(code);
  });
});

describe('GetBatch', () => {
  it('gathers files into messages of a bounded size, with an error in the place of a file', async () => {
    const messages: string[][] = [];
    const fileIds = [FILE, FILE, OTHER_FILE, FILE, FILE];
    for await (const { files } of filesOf().getBatch({ fileIds }))
      messages.push(files.map(({ outcome }) => outcome.case ?? ''));
    expect(messages).toEqual([
      ['data', 'data', 'error'],
      ['data', 'data'],
    ]);
  });

  it('tells nobody outside what lies behind an internal error, and refuses what is no id', async () => {
    for await (const { files } of filesOf().getBatch({ fileIds: [OTHER_FILE] }))
      expect(files[0]?.outcome.value).toMatchObject({ code: 'INTERNAL', message: 'internal error' });
    const read = async () => {
      for await (const _ of filesOf().getBatch({ fileIds: ['x'] }));
    };
    await expect(read().catch((error) => ConnectError.from(error).code)).resolves.toBe(Code.InvalidArgument);
  });
});

describe('BatchService', () => {
  it('stores, reads and adopts', async () => {
    const client = createClient(BatchService, setUp().transport);
    const fileId = idToBytes(FILE);
    const { holders } = await client.storeCopies({ copies: [{ fileId, data: new Uint8Array(2) }] });
    expect(holders).toHaveLength(1);
    const { copies } = await client.readCopies({ fileIds: [fileId] });
    expect(copies).toMatchObject([{ fileId, data: Uint8Array.of(1, 2) }]);
    const { failures } = await client.adoptFiles({ fileIds: [fileId] });
    expect(failures).toMatchObject([{ fileId, code: 'PEER_UNREACHABLE' }]);
    await expect(client.readCopies({ fileIds: [new Uint8Array(31)] })).rejects.toMatchObject({
      code: Code.InvalidArgument,
    });
  });
});
