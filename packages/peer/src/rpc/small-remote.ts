// Copies of small files from and to other peers.
import { BatchService } from '@acorde/protocol/gen/acorde/internal/v1/batch_pb.ts';
import type { SmallRemote } from '../files/ports.ts';
import type { PeerAddress } from '../records/ports.ts';
import type { FileId } from '../records/record.ts';
import type { PeerClient } from './peer-client.ts';
import { idFromBytes, idToBytes, recordFromMessage } from './record-message.ts';

/** Some hundred copies are written and synced meanwhile, on a disk that may be busy. */
const STORE_TIMEOUT_MS = 30_000;
const READ_TIMEOUT_MS = 10_000;
/** Files are fetched from others meanwhile, and their records published. */
const ADOPT_TIMEOUT_MS = 120_000;

export function createSmallRemote(client: PeerClient): SmallRemote {
  /** On the connection for bytes, so that no message of the ring waits behind them. */
  async function call<T>(
    to: PeerAddress,
    signal: AbortSignal,
    invoke: (service: ReturnType<typeof client.bulk<typeof BatchService>>['client']) => Promise<T>,
  ): Promise<T> {
    const line = client.bulk(BatchService, to, signal);
    try {
      return await invoke(line.client);
    } catch (thrown) {
      throw line.failed(thrown);
    }
  }
  return {
    storeCopies: (to, copies, signal) =>
      call(to, signal, async (service) => {
        const request = { copies: copies.map(({ fileId, data }) => ({ fileId: idToBytes(fileId), data })) };
        const { holders } = await service.storeCopies(request, { signal, timeoutMs: STORE_TIMEOUT_MS });
        return holders.map(recordFromMessage);
      }),
    readCopies: (from, fileIds, signal) =>
      call(from, signal, async (service) => {
        const request = { fileIds: fileIds.map(idToBytes) };
        const { copies } = await service.readCopies(request, { signal, timeoutMs: READ_TIMEOUT_MS });
        return copies.map(({ fileId, data }) => ({ fileId: idFromBytes<FileId>(fileId, 'file_id'), data }));
      }),
    adopt: (to, fileIds, signal) =>
      call(to, signal, async (service) => {
        const request = { fileIds: fileIds.map(idToBytes) };
        const { failures } = await service.adoptFiles(request, { signal, timeoutMs: ADOPT_TIMEOUT_MS });
        return failures.map(({ fileId, code, message }) => ({
          fileId: idFromBytes<FileId>(fileId, 'file_id'),
          code,
          message,
        }));
      }),
  };
}
