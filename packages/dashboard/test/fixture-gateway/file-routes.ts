import type { FastifyInstance } from 'fastify';
import type { FileReply, FilesReply, PinReply, UploadReply } from '../../src/wire-rest.ts';
import type { FixtureFile } from './fixture-file.ts';
import type { FixtureFleet } from './fixture-fleet.ts';
import { problem } from './problem.ts';

const REPLICAS = 3;

/** Register in a scope of its own: any body is taken as bytes. */
export function fileRoutes(app: FastifyInstance, fleet: FixtureFleet): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  app.get<{ Querystring: { q?: string; scope?: string; peer?: string; page_size?: string } }>(
    '/api/files',
    async (request) => {
      const { q = '', peer, page_size = '100' } = request.query;
      return search(fleet, q, peer, Number(page_size));
    },
  );

  app.post<{ Querystring: { name: string; peer?: string } }>('/api/files', async (request, reply) => {
    const taker = fleet.up.find((one) => one.peerId === request.query.peer) ?? fleet.up[0]!;
    const type = request.headers['content-type'] ?? 'application/octet-stream';
    const { entry, created } = fleet.store(
      request.query.name,
      type,
      (request.body as Buffer | undefined) ?? Buffer.alloc(0),
      taker,
    );
    reply.code(created ? 201 : 200);
    const { fileId: id, entryId, sha256, size, name, peerId } = entry;
    return { id, entryId, sha256, size, name, peerId } satisfies UploadReply;
  });

  app.get<{ Params: { id: string } }>('/api/files/:id/stat', async (request, reply) => {
    const file = fleet.files.get(request.params.id);
    return file === undefined ? problem(reply, 404, 'FILE_NOT_FOUND', 'no such file') : stat(file);
  });

  app.get<{ Params: { id: string }; Querystring: { name?: string } }>(
    '/api/files/:id',
    async (request, reply) => {
      const file = fleet.files.get(request.params.id);
      if (file === undefined) return problem(reply, 404, 'FILE_NOT_FOUND', 'no such file');
      return reply
        .header('content-disposition', 'attachment')
        .type('application/octet-stream')
        .send(file.bytes);
    },
  );

  app.post<{ Params: { id: string }; Querystring: { peer?: string } }>(
    '/api/files/:id/pin',
    async (request, reply) => {
      const peer = fleet.up.find((one) => one.peerId === request.query.peer) ?? fleet.up[0]!;
      const entry = fleet.pin(request.params.id, peer);
      if (entry === null) return problem(reply, 404, 'FILE_NOT_FOUND', 'nobody shares the file');
      return reply.code(201).send({ entry, peerId: peer.peerId } satisfies PinReply);
    },
  );

  app.delete<{ Params: { id: string } }>('/api/files/:id', async (request) => ({
    entryIds: fleet.remove(request.params.id),
  }));
}

function search(fleet: FixtureFleet, q: string, peerId: string | undefined, pageSize: number): FilesReply {
  const all = [...fleet.files.values()].flatMap((file) => file.entries);
  const found = all
    .filter((entry) => entry.name.toLowerCase().includes(q.toLowerCase()))
    .filter((entry) => peerId === undefined || entry.peerId === peerId)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    entries: found.slice(0, pageSize),
    nextPageToken: found.length > pageSize ? String(pageSize) : '',
    partitionsAnswered: peerId === undefined ? 16 : 1,
    partitionsTotal: peerId === undefined ? 16 : 1,
  };
}

function stat(file: FixtureFile): FileReply {
  const holders = file.holders.map((peerId) => ({ peerId, complete: true, shared: false }));
  const { id: fileId, entries } = file;
  const fullyReplicated = holders.length >= REPLICAS;
  return {
    fileId,
    size: file.bytes.length,
    root: fileId,
    entries,
    holders,
    unreachable: [],
    replicasWanted: REPLICAS,
    fullyReplicated,
  };
}
