// A peer that has files, for the command to ask.
import { createHash } from 'node:crypto';
import type { FileAnswer } from '../api-types.ts';
import type { BatchClient } from '../batch-client.ts';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-code.ts';
import { type FakePeer, json, problem } from './fake-cli.ts';

export function hex(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

export interface FakeNetwork {
  readonly files: { readonly entry: FileAnswer; content: Buffer }[];
  add(name: string, content: string | Buffer, peer?: string, mediaType?: string): FileAnswer;
  readonly peer: FakePeer;
  /** Counts the calls. */
  readonly batches: BatchClient & { calls: number };
}

export function createFakeNetwork(): FakeNetwork {
  const files: FakeNetwork['files'] = [];

  function add(
    name: string,
    content: string | Buffer,
    peer = 'one',
    mediaType = 'application/octet-stream',
  ): FileAnswer {
    const id = hex(`file ${content}`);
    const entry: FileAnswer = {
      id,
      entryId: hex(`entry ${name} ${id} ${peer}`),
      name,
      size: Buffer.byteLength(content),
      mediaType,
      sha256: hex(content),
      peerId: hex(peer),
      createdAt: '2026-01-01T00:00:00.000Z',
      shared: false,
    };
    if (!files.some((file) => file.entry.entryId === entry.entryId))
      files.push({ entry, content: Buffer.from(content) });
    return entry;
  }

  const peer: FakePeer = ({ method, url, headers, body }) => {
    const [, version, noun, id = '', verb] = url.pathname.split('/');
    if (version !== 'v1') return null;
    if (noun === 'files' && id === '' && method === 'POST') {
      const known = files.length;
      const entry = add(
        url.searchParams.get('name') ?? '',
        body,
        undefined,
        headers.get('content-type') ?? undefined,
      );
      return json(entry, files.length > known ? 201 : 200);
    }
    if (noun === 'files' && id === '') return search(url.searchParams);
    const found = files.filter(({ entry }) => (noun === 'entries' ? entry.entryId : entry.id) === id);
    const [first] = found;
    if (!first) return problem(404, 'FILE_NOT_FOUND', 'no peer has it');
    if (method === 'DELETE') {
      for (const file of found) files.splice(files.indexOf(file), 1);
      return json({ removed: found.map(({ entry }) => entry.entryId) });
    }
    if (verb === 'stat')
      return json(
        stat(
          first.entry,
          found.map(({ entry }) => entry),
        ),
      );
    return bytes(first.content, headers.get('range'));
  };

  function search(query: URLSearchParams): Response {
    const q = query.get('q') ?? '';
    const from = Number(query.get('page_token') ?? 0);
    const to = from + Number(query.get('page_size') ?? 100);
    const asked = query.get('peer');
    const fitting = files
      .map(({ entry }) => entry)
      .filter(({ name, peerId }) => name.includes(q) && (!asked || peerId === asked));
    return json({
      files: fitting.slice(from, to),
      nextPageToken: to < fitting.length ? String(to) : '',
      partitions: { answered: 16, total: 16 },
    });
  }

  const batches = {
    calls: 0,
    async put(given: Parameters<BatchClient['put']>[0]) {
      batches.calls += 1;
      return given.map(({ name, data }) => add(name, Buffer.from(data)).id);
    },
    async *get(ids: readonly string[]) {
      batches.calls += 1;
      for (const id of ids) {
        const found = files.find(({ entry }) => entry.id === id);
        if (!found) throw new CliError(EXIT.notFound, 'no peer has it (FILE_NOT_FOUND)');
        yield Uint8Array.from(found.content);
      }
    },
  };
  return { files, add, peer, batches };
}

function stat(file: FileAnswer, entries: readonly FileAnswer[]) {
  return {
    id: file.id,
    size: file.size,
    root: hex('root'),
    entries,
    holders: [{ peerId: file.peerId, complete: true, shared: false, rejected: false }],
    unreachable: [{ peerId: hex('away'), complete: true, shared: false, rejected: false }],
    replicasWanted: 3,
    fullyReplicated: false,
  };
}

function bytes(content: Buffer, range: string | null): Response {
  if (range === null) return new Response(new Uint8Array(content));
  const offset = Number(/^bytes=(\d+)-$/.exec(range)?.[1]);
  return new Response(new Uint8Array(content.subarray(offset)), { status: 206 });
}
