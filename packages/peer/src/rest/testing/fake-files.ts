// Files in memory that behave like the real ones, as far as a caller can tell.
import { createHash } from 'node:crypto';
import { AcordeError } from '@acorde/protocol';
import type { FileService, FileStatus, PutOptions, Query } from '../../files/file-service.ts';
import { createLimits } from '../../files/limits.ts';
import type { TransferView } from '../../files/ports.ts';
import { entryName } from '../../records/entry-name.ts';
import type { Entry, EntryId, FileId, PeerId } from '../../records/record.ts';
import { realSystem } from '../../system.ts';

const CREATE_TIME_MS = Date.UTC(2026, 0, 2, 3, 4, 5);

export interface FakeFiles extends FileService {
  readonly stored: Map<string, Buffer>;
  readonly entries: Map<string, Entry>;
  readonly uploadsAborted: unknown[];
  /** When set, a download ends with it after its first byte. */
  failInTheMiddle: Error | null;
  running: TransferView[];
}

function hex(...parts: (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

export function createFakeFiles(peerId: string): FakeFiles {
  const stored = new Map<string, Buffer>();
  const entries = new Map<string, Entry>();
  const uploadsAborted: unknown[] = [];

  function mark(transferId: string, state: string): void {
    const at = fake.running.findIndex((running) => running.transferId === transferId);
    if (at < 0) throw new AcordeError('FILE_NOT_FOUND', 'no transfer of that id is running');
    fake.running[at] = { ...fake.running[at]!, state };
  }

  function statusOf(fileId: FileId): FileStatus {
    const bytes = stored.get(fileId);
    if (!bytes) throw new AcordeError('FILE_NOT_FOUND', `No peer has the file ${fileId}.`);
    const holder = { peerId: peerId as PeerId, complete: true, shared: false };
    return {
      fileId,
      size: bytes.length,
      root: hex('root', bytes),
      entries: [...entries.values()].filter((entry) => entry.fileId === fileId),
      holders: [holder],
      unreachable: [],
      replicasWanted: 3,
      fullyReplicated: false,
    };
  }

  async function gather(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    try {
      for await (const piece of bytes) pieces.push(Buffer.from(piece));
    } catch (error) {
      uploadsAborted.push(error);
      throw error;
    }
    return Buffer.concat(pieces);
  }

  function check(content: Buffer, { size, sha256 }: PutOptions): void {
    if (size !== undefined && size !== content.length) {
      throw new AcordeError('INVALID_ARGUMENT', `${size} bytes were declared, ${content.length} came.`);
    }
    if (sha256 !== undefined && sha256 !== hex(content)) {
      throw new AcordeError('INVALID_ARGUMENT', 'The bytes do not have the declared SHA-256.');
    }
  }

  function takeEntry(entryId: EntryId): Entry {
    const entry = entries.get(entryId);
    if (!entry) throw new AcordeError('FILE_NOT_FOUND', `There is no entry ${entryId}.`);
    return entry;
  }

  const fake: FakeFiles = {
    stored,
    entries,
    uploadsAborted,
    failInTheMiddle: null,
    running: [],
    async put(bytes, options) {
      const name = entryName(options.name);
      const content = await gather(bytes);
      check(content, options);
      const fileId = hex('file', content) as FileId;
      const entryId = hex('entry', name, fileId) as EntryId;
      const known = entries.get(entryId);
      if (known) return { entry: known, created: false };
      const entry: Entry = {
        entryId,
        fileId,
        name,
        size: content.length,
        mediaType: options.mediaType ?? 'application/octet-stream',
        sha256: hex(content),
        peerId: peerId as PeerId,
        createTimeMs: CREATE_TIME_MS,
        shared: false,
      };
      stored.set(fileId, content);
      entries.set(entryId, entry);
      return { entry, created: true };
    },
    async get(fileId, range) {
      const status = statusOf(fileId);
      const content = stored.get(fileId) ?? Buffer.alloc(0);
      const offset = range?.offset ?? 0;
      const part = content.subarray(offset, offset + (range?.length ?? content.length));
      async function* bytes() {
        if (fake.failInTheMiddle) {
          yield part.subarray(0, 1);
          throw fake.failInTheMiddle;
        }
        for (let at = 0; at < part.length; at += 65_536) yield part.subarray(at, at + 65_536);
      }
      return { status, bytes: bytes() };
    },
    stat: async (fileId) => statusOf(fileId),
    async digests(fileId) {
      const content = stored.get(fileId) ?? Buffer.alloc(0);
      statusOf(fileId);
      const chunks = Math.ceil(content.length / 2 ** 20);
      return Buffer.concat(
        Array.from({ length: chunks }, (_, i) =>
          createHash('sha256')
            .update(content.subarray(i * 2 ** 20, (i + 1) * 2 ** 20))
            .digest(),
        ),
      );
    },
    async pin(fileId, { name } = {}) {
      const [known] = [...entries.values()].filter((entry) => entry.fileId === fileId);
      if (!known) throw new AcordeError('FILE_NOT_FOUND', `No peer has the file ${fileId}.`);
      if (name === undefined || name === known.name) return { entry: known, created: false };
      const entryId = hex('entry', name, fileId) as EntryId;
      const entry = { ...known, name, entryId };
      entries.set(entryId, entry);
      return { entry, created: true };
    },
    async query({ query, pageSize, pageToken, peerId: asked }: Query) {
      if (asked !== undefined && asked !== peerId)
        throw new AcordeError('PEER_UNREACHABLE', 'That peer is away.');
      const start = Number(pageToken ?? 0);
      if (!Number.isInteger(start)) throw new AcordeError('INVALID_ARGUMENT', 'The page token is not valid.');
      const found = [...entries.values()].filter(({ name }) => name.includes(query));
      found.sort((a, b) => (a.name < b.name ? -1 : 1));
      const end = start + pageSize;
      return {
        entries: found.slice(start, end),
        nextPageToken: end < found.length ? String(end) : '',
        partitionsAnswered: 16,
        partitionsTotal: 16,
      };
    },
    entry: async (entryId) => takeEntry(entryId),
    async renameEntry(entryId, newName) {
      const old = takeEntry(entryId);
      const name = entryName(newName);
      entries.delete(entryId);
      const renamed = { ...old, name, entryId: hex('entry', name, old.fileId) as EntryId };
      entries.set(renamed.entryId, renamed);
      return renamed;
    },
    async removeEntry(entryId) {
      const entry = takeEntry(entryId);
      entries.delete(entryId);
      return entry;
    },
    async removeFile(fileId) {
      const { entries: found } = statusOf(fileId);
      for (const { entryId } of found) entries.delete(entryId);
      return found;
    },
    transfers: () => fake.running,
    cancelTransfer(transferId) {
      const at = fake.running.findIndex((running) => running.transferId === transferId);
      if (at < 0) throw new AcordeError('FILE_NOT_FOUND', 'no transfer of that id is running');
      fake.running.splice(at, 1);
    },
    pauseTransfer: (transferId) => mark(transferId, 'paused'),
    resumeTransfer: (transferId) => mark(transferId, 'running'),
    limits: createLimits(realSystem),
  };
  return fake;
}
