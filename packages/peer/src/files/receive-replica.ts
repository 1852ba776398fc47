// A copy that another peer streams here while it receives the body itself. Each whole chunk is checked as it ends, and
// the whole at the end, so that a fault on the way is noticed while the sender can still choose another peer.
import { AcordeError } from '@acorde/protocol';
import type { SignedRecord } from '../records/record.ts';
import type { ReplicaPart } from '../rpc/ports.ts';
import { CHUNK_BYTES } from '../store/chunk.ts';
import type { Upload } from '../store/store.ts';
import { abortable } from './abortable.ts';
import type { FileDeps } from './file-deps.ts';
import { endOf, type Transfer } from './transfers.ts';

/** A person may upload slowly; a sender that is gone is noticed by the connection. */
const SILENCE_MS = 120_000;

type Finish = Extract<ReplicaPart, { type: 'finish' }>;

/** See ReplicaServer.receive. */
export async function receiveReplica(
  deps: FileDeps,
  size: number | undefined,
  parts: AsyncIterable<ReplicaPart>,
  signal: AbortSignal,
): Promise<SignedRecord> {
  const transfer = deps.transfers.start('replicate', { size });
  let upload: Upload | null = null;
  try {
    // The sender has the SHA-256 of the whole; here each chunk is hashed, and the file's id follows from those alone.
    upload = await deps.store.createUpload(size, false);
    const patience = { system: deps.system, silenceMs: SILENCE_MS };
    const finish = await takeParts(
      upload,
      size,
      abortable(parts, AbortSignal.any([signal, transfer.signal]), patience),
      transfer,
    );
    await keep(deps, upload, finish, transfer);
    transfer.end('done');
    return deps.records.signHolder({ fileId: finish.fileId, complete: true, shared: false, gone: false });
  } catch (error) {
    await upload?.abort();
    transfer.end(endOf(error));
    throw error;
  }
}

async function takeParts(
  upload: Upload,
  size: number | undefined,
  parts: AsyncIterable<ReplicaPart>,
  transfer: Transfer,
): Promise<Finish> {
  let verified = 0;
  for await (const part of parts) {
    if (part.type === 'finish') return part;
    if (part.type === 'data') {
      if (size !== undefined && upload.size + part.data.length > size)
        throw corrupt('more bytes than announced');
      await upload.write(part.data);
      transfer.moved(part.data.length);
      continue;
    }
    if (upload.size !== (verified + 1) * CHUNK_BYTES) throw corrupt('a chunk digest out of its place');
    if (!Buffer.from(part.digest).equals(upload.chunkDigest(verified)))
      throw corrupt(`chunk ${verified} is wrong`);
    verified += 1;
  }
  throw new AcordeError('CANCELLED', 'the copy was given up by its sender');
}

async function keep(deps: FileDeps, upload: Upload, finish: Finish, transfer: Transfer): Promise<void> {
  const { fileId, size } = finish;
  const content = upload.seal();
  const { sha256 } = content;
  const sameSha256 = sha256.length === 0 || Buffer.from(finish.sha256).equals(sha256);
  if (content.size !== size || !sameSha256) throw corrupt('size or SHA-256 differ');
  transfer.know({ fileId, size });
  await upload.finish(fileId, () =>
    deps.facts.append({ type: 'file_replicated', fileId, size, repair: false }),
  );
}

function corrupt(what: string): AcordeError {
  return new AcordeError('CONTENT_CORRUPT', `the copy does not arrive as it was sent: ${what}`);
}
