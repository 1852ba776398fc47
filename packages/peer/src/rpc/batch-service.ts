import { BatchService, type SmallCopy } from '@acorde/protocol/gen/acorde/internal/v1/batch_pb.ts';
import type { ConnectRouter } from '@connectrpc/connect';
import type { FileId } from '../records/record.ts';
import type { SmallServer } from './ports.ts';
import { idFromBytes, idToBytes, recordToMessage } from './record-message.ts';

/** Copies of small files for other peers, many in one message. */
export function batchService(router: ConnectRouter, small: SmallServer): void {
  router.service(BatchService, {
    async storeCopies({ copies }) {
      return { holders: (await small.store(copies.map(copyOf))).map(recordToMessage) };
    },
    async readCopies({ fileIds }) {
      const copies = await small.read(fileIds.map(fileIdOf));
      return { copies: copies.map(({ fileId, data }) => ({ fileId: idToBytes(fileId), data })) };
    },
    async adoptFiles({ fileIds }, context) {
      const failures = await small.adopt(fileIds.map(fileIdOf), context.signal);
      return { failures: failures.map((failure) => ({ ...failure, fileId: idToBytes(failure.fileId) })) };
    },
  });
}

function copyOf({ fileId, data }: SmallCopy) {
  return { fileId: fileIdOf(fileId), data };
}

function fileIdOf(bytes: Uint8Array): FileId {
  return idFromBytes<FileId>(bytes, 'file_id');
}
