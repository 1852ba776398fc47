// What the stories about files have in common: to put, to read back, to see who holds what.
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { eventually, type PeerApi } from './fleet.ts';

export const MiB = 1024 * 1024;

/** The answer to a put, and what a search lists. */
export interface PutFile {
  readonly id: string;
  readonly entryId: string;
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  readonly peerId: string;
}

export interface Holder {
  readonly peerId: string;
  readonly complete: boolean;
  readonly shared: boolean;
}

export interface Holders {
  readonly holders: readonly Holder[];
  readonly unreachable: readonly Holder[];
  readonly fullyReplicated: boolean;
}

export function sha256(bytes: string | Uint8Array | ArrayBuffer): string {
  return createHash('sha256')
    .update(bytes instanceof ArrayBuffer ? Buffer.from(bytes) : bytes)
    .digest('hex');
}

/** Puts a file that was not there. */
export async function putNew(
  peer: PeerApi,
  name: string,
  content: NonNullable<RequestInit['body']>,
): Promise<PutFile> {
  const answer = await peer.put(name, content);
  if (answer.status !== 201) expect.fail(`put ${name}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as PutFile;
}

/** SHA-256 of what a peer answers for a file, or the status and text of its refusal. */
export async function read(peer: PeerApi, fileId: string): Promise<string> {
  const answer = await peer.get(`/v1/files/${fileId}`);
  return answer.ok ? sha256(await answer.arrayBuffer()) : `${answer.status} ${await answer.text()}`;
}

export function holdersOf(peer: PeerApi, fileId: string): Promise<Holders> {
  return peer.json<Holders>(`/v1/files/${fileId}/holders`);
}

/** Waits for k complete copies; the peers that have them. */
export async function fullyReplicated(peer: PeerApi, fileId: string, limitMs: number): Promise<string[]> {
  const { holders } = await eventually(
    'three complete copies',
    limitMs,
    () => holdersOf(peer, fileId),
    (answer) => answer.fullyReplicated,
  );
  return holders.filter(({ complete, shared }) => complete && !shared).map(({ peerId }) => peerId);
}

/** Everything that a search of the whole fleet lists, page by page. */
export async function listAll(peer: PeerApi, query: string, pageSize: number): Promise<PutFile[]> {
  const files: PutFile[] = [];
  let token = '';
  do {
    const page = await peer.json<{ files: PutFile[]; nextPageToken: string; partitions: object }>(
      `/v1/files?scope=fleet&q=${encodeURIComponent(query)}&page_size=${pageSize}&page_token=${encodeURIComponent(token)}`,
    );
    expect(page.partitions).toEqual({ answered: 16, total: 16 });
    files.push(...page.files);
    token = page.nextPageToken;
  } while (token);
  return files;
}
