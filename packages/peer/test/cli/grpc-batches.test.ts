// The command's batches against the API listener and the real service, on a port of this machine.
import { AcordeError } from '@acorde/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BatchClient } from '../../src/cli/batch-client.ts';
import { openBatches } from '../../src/cli/grpc-batches.ts';
import type { BatchPut } from '../../src/files/file-service.ts';
import { createAuthorizer, hashWriteToken } from '../../src/identity/write-token.ts';
import type { Entry, FileId } from '../../src/records/record.ts';
import { type ApiListener, createApiListener } from '../../src/rest/api-listener.ts';
import { createFakePeer } from '../../src/rest/testing/fake-peer.ts';
import { fileService } from '../../src/rpc/file-service.ts';
import { routerOptions } from '../../src/rpc/router-options.ts';
import { silentLog } from '../../src/rpc/test/peers.ts';
import { realSystem } from '../../src/system.ts';

const idOf = (text: string) => Buffer.from(text).toString('hex').padEnd(64, '0') as FileId;
const SHA = 'a'.repeat(64);

let listener: ApiListener;
let url: string;
let kept: Map<FileId, Uint8Array>;

function entryOf({ name, data }: BatchPut): Entry {
  const fileId = idOf(name);
  kept.set(fileId, data);
  const ids = {
    entryId: idOf('e') as string as Entry['entryId'],
    peerId: idOf('p') as string as Entry['peerId'],
  };
  return {
    ...ids,
    fileId,
    name,
    size: data.length,
    mediaType: 'a/b',
    sha256: SHA,
    createTimeMs: 1,
    shared: false,
  };
}

beforeEach(async () => {
  kept = new Map();
  const peer = createFakePeer();
  const batches = {
    put: async (files: readonly BatchPut[]) =>
      files.map((file) =>
        file.name === 'bad'
          ? { error: new AcordeError('DISK_FULL', 'no room') }
          : { result: { entry: entryOf(file), created: true } },
      ),
    async *get(ids: readonly FileId[]) {
      for (const fileId of ids) {
        const data = kept.get(fileId);
        yield data ? { fileId, data } : { fileId, error: new AcordeError('FILE_NOT_FOUND', 'nobody has it') };
      }
    },
  };
  const authorizer = createAuthorizer(() => [hashWriteToken('secret')]);
  listener = createApiListener(
    { address: '127.0.0.1', port: 0, hasToken: true },
    {
      ...peer,
      system: realSystem,
      rpcOptions: routerOptions(silentLog),
      rpcRoutes: (router) => fileService(router, { files: peer.files, batches, authorizer }),
    },
  );
  url = await listener.start();
});
afterEach(() => listener.stop());

const open = (token: string | null = 'secret', signal = new AbortController().signal) =>
  openBatches({ url, token, signal });
const file = (name: string, size = 10) => ({ name, data: new Uint8Array(size).fill(7), sha256: SHA });

async function all(client: BatchClient, ids: readonly string[]): Promise<Uint8Array[]> {
  const found: Uint8Array[] = [];
  for await (const data of client.get(ids)) found.push(data);
  return found;
}

describe('small files over gRPC', () => {
  it('go and come, a hundred in a call', async () => {
    const client = await open();
    const files = Array.from({ length: 100 }, (_, i) => file(`file ${i}`, 1000 + i));
    const ids = await client.put(files);
    expect(ids).toEqual(files.map(({ name }) => idOf(name)));
    expect((await all(client, ids)).map(({ length }) => length)).toEqual(
      files.map(({ data }) => data.length),
    );
  });

  it('fail with the code of the first one that does', async () => {
    const client = await open();
    await expect(client.put([file('good'), file('bad')])).rejects.toMatchObject({
      message: expect.stringContaining('bad: no room (DISK_FULL)'),
    });
    await expect(all(client, [idOf('unknown')])).rejects.toMatchObject({ exitCode: 3 });
  });

  it('are not taken without the write token, nor by a peer that is not there', async () => {
    await expect((await open(null)).put([file('a')])).rejects.toMatchObject({
      message: expect.stringContaining('write token'),
    });
    await listener.stop();
    await expect((await open()).put([file('a')])).rejects.toMatchObject({ exitCode: 4 });
  });
});
