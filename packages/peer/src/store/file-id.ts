import { createHash } from 'node:crypto';
import type { FileId } from '../records/record.ts';

const DOMAIN = Buffer.from('acorde1\0');

/** The FileId: SHA-256("acorde1" NUL, u64be size, root), as 64 hex digits. `size` in bytes, `root` 32 bytes. */
export function fileIdOf(size: number, root: Uint8Array): FileId {
  const sizeBytes = Buffer.alloc(8);
  sizeBytes.writeBigUInt64BE(BigInt(size));
  return createHash('sha256').update(DOMAIN).update(sizeBytes).update(root).digest('hex') as FileId;
}
