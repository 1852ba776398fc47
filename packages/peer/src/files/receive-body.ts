// The body of a put: into the store and on to the replicas, block by block, at the pace of the slowest that keeps up.
import { AcordeError } from '@acorde/protocol';
import { CHUNK_BYTES } from '../store/chunk.ts';
import type { Content } from '../store/content-hasher.ts';
import type { Upload } from '../store/store.ts';
import { abortable } from './abortable.ts';
import { toBlocks } from './blocks.ts';
import type { PutOptions } from './file-service.ts';
import type { ReplicaFeed } from './replica-feed.ts';
import type { Transfer } from './transfers.ts';

/** How often replicas hear of a put that is paused. */
export const KEEP_ALIVE_MS = 30_000;

interface Receiving {
  readonly upload: Upload;
  readonly feeds: readonly ReplicaFeed[];
  readonly transfer: Transfer;
}

/** Reads the body to its end and says what it amounts to. Errors: INVALID_ARGUMENT where it is not what was declared,
 * CANCELLED where it broke off, DISK_FULL. */
export async function receiveBody(
  body: AsyncIterable<Uint8Array>,
  options: PutOptions,
  to: Receiving,
): Promise<Content> {
  const { upload, feeds, transfer } = to;
  for await (const block of toBlocks(abortable(orBrokenOff(body), options.signal))) {
    if (options.size !== undefined && upload.size + block.length > options.size)
      throw wrongSize(options.size);
    await upload.write(block);
    const endsChunk = upload.size % CHUNK_BYTES === 0;
    const digest = endsChunk ? upload.chunkDigest(upload.chunkCount - 1) : null;
    for (const feed of feeds) feed.push(block, digest);
    await Promise.all(feeds.map((feed) => feed.room()));
    transfer.moved(block.length);
    await untilResumed(to);
  }
  const content = upload.seal();
  if (options.size !== undefined && content.size !== options.size) throw wrongSize(options.size);
  const sha256 = Buffer.from(content.sha256).toString('hex');
  if (options.sha256 && options.sha256 !== sha256) {
    throw new AcordeError('INVALID_ARGUMENT', `the body has the SHA-256 ${sha256}, not the declared one`);
  }
  return content;
}

/** A replica that hears nothing for minutes would give up: an empty block now and then says that more comes. */
async function untilResumed({ feeds, transfer }: Pick<Receiving, 'feeds' | 'transfer'>): Promise<void> {
  await transfer.turn(KEEP_ALIVE_MS);
  while (transfer.isPaused) {
    for (const feed of feeds) feed.push(new Uint8Array(), null);
    await transfer.turn(KEEP_ALIVE_MS);
  }
}

async function* orBrokenOff(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    if (error instanceof AcordeError) throw error;
    throw new AcordeError('CANCELLED', 'the body broke off before its end', { cause: error });
  }
}

function wrongSize(declared: number): AcordeError {
  return new AcordeError('INVALID_ARGUMENT', `the body does not have the declared ${declared} bytes`);
}
