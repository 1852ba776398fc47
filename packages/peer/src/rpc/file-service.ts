import { AcordeError, identifierFromText, safeNumber } from '@acorde/protocol';
import {
  type DeleteRequest,
  FileService,
  type GetRequest,
  type GetResponseSchema,
  type PutRequest,
} from '@acorde/protocol/gen/acorde/v1/file_pb.ts';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { ConnectRouter } from '@connectrpc/connect';
import type { FileBatches, FileService as Files, PutOptions } from '../files/file-service.ts';
import type { EntryId, FileId } from '../records/record.ts';
import { cutPieces } from './byte-pieces.ts';
import { getBatches, optionsOf, putBatches } from './file-batches.ts';
import { entryToMessage, pageToMessage, queryFromMessage, statusToMessage } from './file-message.ts';
import type { Authorizer } from './ports.ts';
import { transferCalls } from './transfer-calls.ts';

const DATA_BYTES_MAX = 1024 * 1024;
const PIECE_BYTES_MAX = 256 * 1024;

export function fileService(
  router: ConnectRouter,
  {
    files,
    batches,
    authorizer,
  }: { readonly files: Files; readonly batches: FileBatches; readonly authorizer: Authorizer },
): void {
  router.service(FileService, {
    async put(requests, context) {
      authorizer.checkWrite(context.requestHeader.get('authorization'));
      const messages = requests[Symbol.asyncIterator]();
      const options = await headerOf(messages, context.signal);
      const { entry, created } = await files.put(dataOf(messages), options);
      return { entry: entryToMessage(entry), created };
    },
    get: (request, context) => get(files, request, context.signal),
    putBatch(requests, context) {
      authorizer.checkWrite(context.requestHeader.get('authorization'));
      return putBatches(batches, requests, context.signal);
    },
    getBatch: (request, context) => getBatches(batches, request, context.signal),
    async stat(request, context) {
      return statusToMessage(await files.stat(fileIdOf(request.fileId), context.signal));
    },
    async pin(request, context) {
      authorizer.checkWrite(context.requestHeader.get('authorization'));
      const options = { name: request.name || undefined, signal: context.signal };
      const { entry, created } = await files.pin(fileIdOf(request.fileId), options);
      return { entry: entryToMessage(entry), created };
    },
    async query(request, context) {
      return pageToMessage(await files.query(queryFromMessage(request, context.signal)));
    },
    async rename(request, context) {
      authorizer.checkWrite(context.requestHeader.get('authorization'));
      const entryId = identifierFromText(request.entryId, 'entry_id') as string as EntryId;
      return { entry: entryToMessage(await files.renameEntry(entryId, request.name, context.signal)) };
    },
    async delete(request, context) {
      authorizer.checkWrite(context.requestHeader.get('authorization'));
      return { entryIds: await remove(files, request, context.signal) };
    },
    ...transferCalls(files, authorizer),
  });
}

async function headerOf(messages: AsyncIterator<PutRequest>, signal: AbortSignal): Promise<PutOptions> {
  const first = await messages.next();
  if (first.done || first.value.part.case !== 'header') throw invalid('the first message must be the header');
  return { ...optionsOf(first.value.part.value), signal };
}

async function* dataOf(messages: AsyncIterator<PutRequest>): AsyncGenerator<Uint8Array> {
  for (let step = await messages.next(); !step.done; step = await messages.next()) {
    const { part } = step.value;
    if (part.case !== 'data') throw invalid('after the header come bytes only');
    if (part.value.length > DATA_BYTES_MAX) throw invalid('a message carries at most 1 MiB of data');
    yield part.value;
  }
}

async function* get(
  files: Files,
  request: GetRequest,
  signal: AbortSignal,
): AsyncGenerator<MessageInitShape<typeof GetResponseSchema>> {
  const range = {
    offset: safeNumber(request.offset, 'offset'),
    length: request.length === undefined ? undefined : safeNumber(request.length, 'length'),
  };
  const { status, bytes } = await files.get(fileIdOf(request.fileId), range, signal);
  yield { part: { case: 'file', value: statusToMessage(status) } };
  for await (const data of cutPieces(bytes, PIECE_BYTES_MAX, DATA_BYTES_MAX)) {
    yield { part: { case: 'data', value: data } };
  }
}

async function remove(files: Files, { target }: DeleteRequest, signal: AbortSignal): Promise<string[]> {
  if (target.case === 'entryId') {
    const entryId = identifierFromText(target.value, 'entry_id') as string as EntryId;
    return [(await files.removeEntry(entryId, signal)).entryId];
  }
  if (target.case === 'fileId') {
    const entries = await files.removeFile(fileIdOf(target.value), signal);
    return entries.map((entry) => entry.entryId);
  }
  throw invalid('name an entry or a file');
}

function fileIdOf(text: string): FileId {
  return identifierFromText(text, 'file_id') as FileId;
}

function invalid(message: string): AcordeError {
  return new AcordeError('INVALID_ARGUMENT', message);
}
