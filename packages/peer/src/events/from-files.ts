// What the files tell, as facts and telemetry of the protocol.
import { transferToMessage } from '@acorde/protocol';
import type { EntrySchema } from '@acorde/protocol/gen/acorde/v1/file_pb.ts';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { FileFact, TransferView } from '../files/ports.ts';
import type { Entry } from '../records/record.ts';
import type { Fact } from './fact.ts';

export function factFromFile(fact: FileFact): Fact {
  switch (fact.type) {
    case 'file_stored':
      return {
        case: 'fileStored',
        value: { entry: entryToMessage(fact.entry), holders: [...fact.holders] },
      };
    case 'file_replicated':
      return {
        case: 'fileReplicated',
        value: { fileId: fact.fileId, size: BigInt(fact.size), repair: fact.repair },
      };
    case 'file_deleted': {
      const { entryId, fileId, name } = fact.entry;
      return { case: 'fileDeleted', value: { entryId, fileId, name } };
    }
    case 'repair_started':
      return {
        case: 'repairStarted',
        value: { fileId: fact.fileId, copies: fact.copies, peerId: fact.peerId },
      };
    case 'chunk_rejected':
      return {
        case: 'chunkRejected',
        value: { fileId: fact.fileId, peerId: fact.peerId, reason: fact.reason },
      };
    case 'repair_finished':
      return {
        case: 'repairFinished',
        value: { fileId: fact.fileId, peerId: fact.peerId, error: fact.error },
      };
  }
}

export function progressFromTransfer(transfer: TransferView): Fact {
  return { case: 'transferProgress', value: { transfer: transferToMessage(transfer) } };
}

function entryToMessage(entry: Entry): MessageInitShape<typeof EntrySchema> {
  const { createTimeMs, size, ...rest } = entry;
  return { ...rest, size: BigInt(size), createTime: timestampFromMs(createTimeMs) };
}
