import type { SignedRecord } from './record.ts';
import { recordHash } from './signed-bytes.ts';
import { compareVersions } from './version.ts';

/** Whether `a` takes the place of `b`, of the same identity: the higher version wins. Versions of different publishers
 * may be equal (any of them may publish a manifest); then the bytes decide, so that all peers end with the same one. */
export function supersedes(a: SignedRecord, b: SignedRecord): boolean {
  const byVersion = compareVersions(a.version, b.version);
  if (byVersion !== 0) return byVersion > 0;
  const byHash = Buffer.compare(recordHash(a), recordHash(b));
  return (byHash || Buffer.compare(a.publicKey, b.publicKey) || Buffer.compare(a.signature, b.signature)) > 0;
}

/** Whether two records of one identity are the same record. */
export function sameRecord(a: SignedRecord, b: SignedRecord): boolean {
  return compareVersions(a.version, b.version) === 0 && Buffer.compare(a.signature, b.signature) === 0;
}
