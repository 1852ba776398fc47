// Batches over gRPC, on the same port as everything else of a peer's API.
import { FileService } from '@acorde/protocol/gen/acorde/v1/file_pb.ts';
import { ConnectError, createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import type { BatchClient, OpenBatches } from './batch-client.ts';
import { CliError } from './cli-error.ts';
import { EXIT, exitOfCode } from './exit-code.ts';
import { plain } from './format.ts';

export const openBatches: OpenBatches = async ({ url, token, signal }): Promise<BatchClient> => {
  const transport = createGrpcTransport({ baseUrl: url, acceptCompression: [] });
  const files = createClient(FileService, transport);
  const options = { signal, headers: token === null ? {} : { authorization: `Bearer ${token}` } };
  const failed = (error: unknown): unknown => {
    if (signal.aborted) return signal.reason;
    if (error instanceof CliError) return error;
    return new CliError(EXIT.unavailable, `${url} did not do it: ${ConnectError.from(error).message}`);
  };
  return {
    async put(batch) {
      const request = { files: batch.map(({ name, sha256, data }) => ({ header: { name, sha256 }, data })) };
      async function* requests() {
        yield request;
      }
      const ids: string[] = [];
      try {
        for await (const { results } of files.putBatch(requests(), options))
          for (const [index, { outcome }] of results.entries()) {
            if (outcome.case !== 'stored') throw refused(outcome.value, batch[index]?.name ?? '');
            ids.push(outcome.value.entry?.fileId ?? '');
          }
      } catch (error) {
        throw failed(error);
      }
      return ids;
    },
    async *get(ids) {
      try {
        for await (const answer of files.getBatch({ fileIds: [...ids] }, options))
          for (const { fileId, outcome } of answer.files) {
            if (outcome.case !== 'data') throw refused(outcome.value, fileId);
            yield outcome.value;
          }
      } catch (error) {
        throw failed(error);
      }
    },
  };
};

function refused(error: { code: string; message: string } | undefined, what: string): CliError {
  const { code, message } = error ?? { code: 'INTERNAL', message: 'the peer said nothing' };
  return new CliError(exitOfCode(code), `${plain(what)}: ${message} (${code})`);
}
