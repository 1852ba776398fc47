// Batches of small files between the domain and the public messages.
import { AcordeError, identifierFromText, safeNumber } from '@acorde/protocol';
import type {
  GetBatchFileSchema,
  GetBatchRequest,
  GetBatchResponseSchema,
  PutBatchRequest,
  PutBatchResponseSchema,
  PutHeader,
} from '@acorde/protocol/gen/acorde/v1/file_pb.ts';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { BatchFile, BatchPut, FileBatches, PutOptions } from '../files/file-service.ts';
import type { FileId } from '../records/record.ts';
import { entryToMessage } from './file-message.ts';
import { PieceQueue } from './piece-queue.ts';

/** Messages of one call that are stored at the same time: while one waits for the disk, the next is taken in. */
const BATCHES_AT_ONCE = 2;
/** Files and bytes in one message of an answer. */
const ANSWER_FILES_MAX = 256;
const ANSWER_BYTES_MAX = 1024 * 1024;

type PutAnswer = MessageInitShape<typeof PutBatchResponseSchema>;
type GetAnswer = MessageInitShape<typeof GetBatchResponseSchema>;
type FileAnswer = MessageInitShape<typeof GetBatchFileSchema>;

/** Answers each message when its files are stored, in order, and reads on meanwhile. */
export async function* putBatches(
  batches: FileBatches,
  requests: AsyncIterable<PutBatchRequest>,
  signal: AbortSignal,
): AsyncGenerator<PutAnswer> {
  const answers = new PieceQueue<Promise<PutAnswer>>(BATCHES_AT_ONCE - 1);
  const reading = (async () => {
    for await (const request of requests) {
      const answer = store(batches, request, signal);
      // Its reader comes in its turn.
      answer.catch(() => undefined);
      await answers.push(answer, 1);
    }
    answers.end();
  })();
  reading.catch((error: Error) => answers.fail(error));
  try {
    for await (const answer of answers) yield await answer;
  } finally {
    answers.fail(new AcordeError('CANCELLED', 'the call has ended'));
  }
}

async function store(
  batches: FileBatches,
  { files }: PutBatchRequest,
  signal: AbortSignal,
): Promise<PutAnswer> {
  const puts = files.map(({ header, data }): BatchPut => {
    if (!header) throw new AcordeError('INVALID_ARGUMENT', 'a file has no header');
    return { ...optionsOf(header), data };
  });
  const results = await batches.put(puts, signal);
  return {
    results: results.map((done) =>
      'error' in done
        ? { outcome: { case: 'error', value: errorOf(done.error) } }
        : {
            outcome: {
              case: 'stored',
              value: { entry: entryToMessage(done.result.entry), created: done.result.created },
            },
          },
    ),
  };
}

/** What the header of a put says. Errors: INVALID_ARGUMENT. */
export function optionsOf(header: PutHeader): PutOptions {
  return {
    name: header.name,
    mediaType: header.mediaType || undefined,
    size: header.size === undefined ? undefined : safeNumber(header.size, 'size'),
    sha256: header.sha256 === '' ? undefined : identifierFromText(header.sha256, 'sha256'),
    replace: header.replace,
  };
}

/** Gathers files into messages. */
export async function* getBatches(
  batches: FileBatches,
  request: GetBatchRequest,
  signal: AbortSignal,
): AsyncGenerator<GetAnswer> {
  const fileIds = request.fileIds.map((text) => identifierFromText(text, 'file_ids') as FileId);
  let files: FileAnswer[] = [];
  let bytes = 0;
  for await (const file of batches.get(fileIds, signal)) {
    const length = 'data' in file ? file.data.length : 0;
    if (files.length >= ANSWER_FILES_MAX || (bytes + length > ANSWER_BYTES_MAX && files.length > 0)) {
      yield { files };
      files = [];
      bytes = 0;
    }
    files.push(fileToMessage(file));
    bytes += length;
  }
  if (files.length > 0) yield { files };
}

function fileToMessage(file: BatchFile): FileAnswer {
  const { fileId } = file;
  if ('data' in file) return { fileId, outcome: { case: 'data', value: file.data } };
  return { fileId, outcome: { case: 'error', value: errorOf(file.error) } };
}

/** What lies behind an internal error is nobody's business outside. */
function errorOf({ code, message }: AcordeError) {
  return { code, message: code === 'INTERNAL' ? 'internal error' : message };
}
