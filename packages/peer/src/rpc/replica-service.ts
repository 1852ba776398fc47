import { AcordeError, safeNumber } from '@acorde/protocol';
import { ReplicaService, type ReplicateRequest } from '@acorde/protocol/gen/acorde/internal/v1/replica_pb.ts';
import type { ConnectRouter } from '@connectrpc/connect';
import type { FileId } from '../records/record.ts';
import { withSent } from './lean/sent.ts';
import type { ReplicaPart, ReplicaServer } from './ports.ts';
import { idFromBytes, recordToMessage } from './record-message.ts';

const CHUNK_BYTES = 1024 * 1024;
const DIGESTS_BYTES_MAX = 8192 * 32;

/** Copies for other peers: taking them in, reading them out, fetching them on request. */
export function replicaService(router: ConnectRouter, replicas: ReplicaServer): void {
  router.service(ReplicaService, {
    async replicate(requests, context) {
      const messages = requests[Symbol.asyncIterator]();
      const first = await messages.next();
      if (first.done || first.value.part.case !== 'begin') throw invalid('the first message must be begin');
      const { size } = first.value.part.value;
      const sizeBytes = size === undefined ? undefined : safeNumber(size, 'size');
      const holder = await replicas.receive(sizeBytes, partsOf(messages), context.signal);
      return { holder: recordToMessage(holder) };
    },
    async *readChunks(request, context) {
      if (request.count === 0) throw invalid('count must be at least 1');
      const first = safeNumber(request.first, 'first');
      const fileId = idFromBytes<FileId>(request.fileId, 'file_id');
      const bytes = replicas.readChunks(fileId, first, request.count, context.signal, request.check);
      for await (const data of bytes) yield withSent({ data }, () => replicas.giveBack(data));
    },
    async listChunks(request) {
      const chunks = replicas.chunks(idFromBytes<FileId>(request.fileId, 'file_id'));
      return chunks === 'all' ? { complete: true } : { chunks };
    },
    async *readDigests(request) {
      const digests = replicas.digests(idFromBytes<FileId>(request.fileId, 'file_id'));
      for (let offset = 0; offset < digests.length; offset += DIGESTS_BYTES_MAX) {
        yield { digests: digests.subarray(offset, offset + DIGESTS_BYTES_MAX) };
      }
    },
    async adopt(request, context) {
      await replicas.adopt(idFromBytes<FileId>(request.fileId, 'file_id'), context.signal);
      return {};
    },
  });
}

async function* partsOf(messages: AsyncIterator<ReplicateRequest>): AsyncGenerator<ReplicaPart> {
  for (let step = await messages.next(); !step.done; step = await messages.next()) {
    const part = partOf(step.value);
    yield part;
    if (part.type === 'finish') return;
  }
}

function partOf({ part }: ReplicateRequest): ReplicaPart {
  switch (part.case) {
    case 'data':
      if (part.value.length > CHUNK_BYTES) throw invalid('a message carries at most 1 MiB of data');
      return { type: 'data', data: part.value };
    case 'chunkDigest':
      if (part.value.length !== 32) throw invalid('chunk_digest must be 32 bytes');
      return { type: 'chunk_digest', digest: part.value };
    case 'finish':
      if (part.value.sha256.length !== 32) throw invalid('sha256 must be 32 bytes');
      return {
        type: 'finish',
        fileId: idFromBytes(part.value.fileId, 'file_id'),
        size: safeNumber(part.value.size, 'size'),
        sha256: part.value.sha256,
      };
    default:
      throw invalid('begin comes once, and every message has a part');
  }
}

function invalid(message: string): AcordeError {
  return new AcordeError('INVALID_ARGUMENT', message);
}
