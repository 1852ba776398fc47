// Files: search, describe, pin, delete. Bytes come and go in upload-route.ts and download-route.ts.
import { AcordeError } from '@acorde/protocol';
import { QueryScope } from '@acorde/protocol/gen/acorde/v1/file_pb.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { DeleteReply, FileReply, FilesReply, PinReply } from '../../src/wire-rest.ts';
import { entryView, fileReply } from '../view.ts';
import { checked, hexId } from './input.ts';
import type { PeerChoice } from './peer-choice.ts';
import { fromPeer } from './problem.ts';

const READ_TIMEOUT_MS = 10_000;
const DELETE_TIMEOUT_MS = 20_000;
/** A pin fetches the whole file first. */
const PIN_TIMEOUT_MS = 3_600_000;

const searchQuery = z.object({
  q: z.string().max(255).default(''),
  scope: z.enum(['fleet', 'peer']).default('fleet'),
  peer: hexId.optional(),
  page_size: z.coerce.number().int().min(1).max(1000).default(100),
  page_token: z.string().max(2048).default(''),
});
const fileParams = z.object({ id: hexId });
const peerQuery = z.object({ peer: hexId.optional() });

export interface FileRouteParts {
  readonly choice: PeerChoice;
  /** The header that allows writing. */
  readonly writeHeaders: () => Record<string, string>;
}

export function fileRoutes(app: FastifyInstance, { choice, writeHeaders }: FileRouteParts): void {
  app.get('/api/files', async (request): Promise<FilesReply> => {
    const { q, scope, peer, page_size, page_token } = checked(
      searchQuery as z.ZodType<SearchQuery>,
      request.query,
    );
    const query = {
      query: q,
      scope: scope === 'peer' ? QueryScope.PEER : QueryScope.NETWORK,
      peerId: scope === 'peer' ? (peer ?? '') : '',
      pageSize: page_size,
      pageToken: page_token,
    };
    const page = await choice.read(peer, ({ clients }) =>
      clients.files.query(query, { timeoutMs: READ_TIMEOUT_MS }),
    );
    const { nextPageToken, partitionsAnswered, partitionsTotal } = page;
    return { entries: page.entries.map(entryView), nextPageToken, partitionsAnswered, partitionsTotal };
  });

  app.get('/api/files/:id/stat', async (request): Promise<FileReply> => {
    const { id } = checked(fileParams, request.params);
    const { peer } = checked(peerQuery, request.query);
    const call = { timeoutMs: READ_TIMEOUT_MS };
    return fileReply(await choice.read(peer, ({ clients }) => clients.files.stat({ fileId: id }, call)));
  });

  app.post('/api/files/:id/pin', async (request, reply): Promise<PinReply> => {
    const { id } = checked(fileParams, request.params);
    const { peerId, clients } = choice.one(checked(peerQuery, request.query).peer);
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const call = { timeoutMs: PIN_TIMEOUT_MS, headers: writeHeaders(), signal: gone.signal };
    const { entry, created } = await clients.files.pin({ fileId: id }, call).catch((error: unknown) => {
      throw fromPeer(error);
    });
    if (!entry) throw new AcordeError('INTERNAL', 'the peer gave no entry');
    reply.code(created ? 201 : 200);
    return { entry: entryView(entry), peerId };
  });

  app.delete('/api/files/:id', (request) => {
    const { id } = checked(fileParams, request.params);
    return remove(request.query, { case: 'fileId', value: id });
  });

  app.delete('/api/entries/:id', (request) => {
    const { id } = checked(fileParams, request.params);
    return remove(request.query, { case: 'entryId', value: id });
  });

  type Target = { case: 'fileId' | 'entryId'; value: string };

  async function remove(query: unknown, target: Target): Promise<DeleteReply> {
    const { clients } = choice.one(checked(peerQuery, query).peer);
    try {
      const call = { timeoutMs: DELETE_TIMEOUT_MS, headers: writeHeaders() };
      const { entryIds } = await clients.files.delete({ target }, call);
      return { entryIds };
    } catch (error) {
      throw fromPeer(error);
    }
  }
}

type SearchQuery = z.output<typeof searchQuery>;
