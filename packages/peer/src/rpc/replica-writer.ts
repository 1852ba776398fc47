// A copy on its way to another peer. The caller is held back while more than a few pieces wait to be sent, so that a
// slow peer slows the source down and memory stays small.
import { AcordeError } from '@acorde/protocol';
import {
  ReplicaService,
  type ReplicateRequestSchema,
} from '@acorde/protocol/gen/acorde/internal/v1/replica_pb.ts';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { ReplicaWriter } from '../files/ports.ts';
import type { PeerAddress } from '../records/ports.ts';
import type { SignedRecord } from '../records/record.ts';
import type { PeerClient } from './peer-client.ts';
import { PieceQueue } from './piece-queue.ts';
import { idToBytes, recordFromMessage } from './record-message.ts';

type Message = MessageInitShape<typeof ReplicateRequestSchema>;

const QUEUE_BYTES_MAX = 1024 * 1024;
const PIECE_BYTES_MAX = 256 * 1024;

export function openReplica(client: PeerClient, to: PeerAddress, size: number | undefined): ReplicaWriter {
  const abort = new AbortController();
  const queue = new PieceQueue<Message>(QUEUE_BYTES_MAX);
  const call = client.bulk(ReplicaService, to, abort.signal);
  const begin: Message = { part: { case: 'begin', value: size === undefined ? {} : { size: BigInt(size) } } };
  void queue.push(begin, 0);
  const reply = call.client.replicate(queue, { signal: abort.signal }).then(
    ({ holder }): SignedRecord => recordFromMessage(holder),
    (thrown: unknown) => {
      throw call.failed(thrown);
    },
  );
  // The callee answers only at the end, so an early answer is a failure that the waiting writer must hear of.
  reply.then(
    () => queue.fail(new AcordeError('INTERNAL', 'the other peer ended the copy too early')),
    (error: Error) => queue.fail(error),
  );
  return {
    async write(data) {
      for (let offset = 0; offset < data.length; offset += PIECE_BYTES_MAX) {
        const piece = data.subarray(offset, offset + PIECE_BYTES_MAX);
        await queue.push({ part: { case: 'data', value: piece } }, piece.length);
      }
    },
    chunkEnd: (digest) => queue.push({ part: { case: 'chunkDigest', value: digest } }, digest.length),
    async finish({ fileId, size: total, sha256 }) {
      const value = { fileId: idToBytes(fileId), size: BigInt(total), sha256 };
      await queue.push({ part: { case: 'finish', value } }, 0);
      queue.end();
      return await reply;
    },
    abort(reason) {
      queue.fail(reason);
      abort.abort(reason);
    },
  };
}
