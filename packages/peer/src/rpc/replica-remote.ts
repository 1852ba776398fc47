// Bytes from and to other peers.
import { AcordeError } from '@acorde/protocol';
import { MemberService } from '@acorde/protocol/gen/acorde/internal/v1/member_pb.ts';
import { ReplicaService } from '@acorde/protocol/gen/acorde/internal/v1/replica_pb.ts';
import type { ReplicaRemote } from '../files/ports.ts';
import type { PeerAddress } from '../records/ports.ts';
import type { FileId } from '../records/record.ts';
import type { PeerClient } from './peer-client.ts';
import { idToBytes } from './record-message.ts';
import { openReplica } from './replica-writer.ts';

const LIST_TIMEOUT_MS = 3_000;
/** A whole file may be fetched meanwhile: the pings of the connection tell whether the peer still lives. */
const ADOPT_TIMEOUT_MS = 24 * 3_600_000;

export function createReplicaRemote(client: PeerClient): ReplicaRemote {
  return {
    openReplica: (to, size) => openReplica(client, to, size),
    readChunks: (from, fileId, first, count, signal, check = false) =>
      readChunks(client, from, { fileId, first, count, check }, signal),
    readDigests: (from, fileId, sizeMax, signal) => readDigests(client, from, fileId, sizeMax, signal),
    listChunks: (from, fileId, signal) =>
      client.call(ReplicaService, from, { timeoutMs: LIST_TIMEOUT_MS, signal }, async (service, options) => {
        const { complete, chunks } = await service.listChunks({ fileId: idToBytes(fileId) }, options);
        return complete ? 'all' : chunks;
      }),
    async adopt(to, fileId, signal) {
      const call = client.bulk(ReplicaService, to, signal);
      try {
        await call.client.adopt({ fileId: idToBytes(fileId) }, { signal, timeoutMs: ADOPT_TIMEOUT_MS });
      } catch (thrown) {
        throw call.failed(thrown);
      }
    },
    ping: (to, timeoutMs) =>
      client.call(MemberService, to, { timeoutMs }, async (service, options) => {
        await service.ping({ memberId: '' }, options);
      }),
  };
}

async function* readChunks(
  client: PeerClient,
  from: PeerAddress,
  { fileId, first, count, check }: { fileId: FileId; first: number; count: number; check: boolean },
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const call = client.bulk(ReplicaService, from, signal);
  const request = { fileId: idToBytes(fileId), first: BigInt(first), count, check };
  const leave = new AbortController();
  try {
    const options = { signal: AbortSignal.any([signal, leave.signal]) };
    for await (const { data } of call.client.readChunks(request, options)) yield data;
  } catch (thrown) {
    throw call.failed(thrown);
  } finally {
    // Whoever stops reading early must also stop the other peer's sending.
    leave.abort();
  }
}

async function readDigests(
  client: PeerClient,
  from: PeerAddress,
  fileId: FileId,
  sizeMax: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const call = client.bulk(ReplicaService, from, signal);
  const parts: Uint8Array[] = [];
  const leave = new AbortController();
  let size = 0;
  try {
    const options = { signal: AbortSignal.any([signal, leave.signal]) };
    for await (const { digests } of call.client.readDigests({ fileId: idToBytes(fileId) }, options)) {
      size += digests.length;
      // An endless answer must not fill the memory.
      if (size > sizeMax) break;
      parts.push(digests);
    }
  } catch (thrown) {
    throw call.failed(thrown);
  } finally {
    leave.abort();
  }
  if (size > sizeMax) throw new AcordeError('CONTENT_CORRUPT', 'a peer sends more digests than the file has');
  return Buffer.concat(parts);
}
