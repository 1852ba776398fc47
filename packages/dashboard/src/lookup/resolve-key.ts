// What the reader wrote, as a key: 64 hex digits are one; any other text is a file's name.
import type { ApiClient } from '../api/api-client.ts';

export type Resolved =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'file'; readonly key: string; readonly name: string }
  /** No file has this name: the key is the SHA-256 of the text. */
  | { readonly kind: 'text'; readonly key: string; readonly text: string };

const KEY = /^[0-9a-f]{64}$/;
const SEARCHED = 100;

export type Digest = (bytes: Uint8Array<ArrayBuffer>) => Promise<ArrayBuffer>;

/** Throws ApiError when the fleet cannot be searched, and whatever `digest` throws. */
export async function resolveKey(
  text: string,
  api: Pick<ApiClient, 'files'>,
  digest: Digest,
  signal: AbortSignal,
): Promise<Resolved> {
  const written = text.trim();
  const hex = written.toLowerCase();
  if (KEY.test(hex)) return { kind: 'key', key: hex };
  const { entries } = await api.files({ text: written, pageSize: SEARCHED }, signal);
  const named = entries.find((entry) => entry.name === written);
  if (named !== undefined) return { kind: 'file', key: named.fileId, name: named.name };
  const hash = await digest(new TextEncoder().encode(written));
  return { kind: 'text', key: toHex(new Uint8Array(hash)), text: written };
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
