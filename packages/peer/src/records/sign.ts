import type { Signer, VersionSource } from './ports.ts';
import type { RecordKind, SignedRecord } from './record.ts';
import { signedBytes } from './signed-bytes.ts';

/** Signs a body with this peer's key and next version. With `certificate` (DER) the signature is an admin's. */
export function signRecord(
  kind: RecordKind,
  body: Uint8Array,
  { signer, versions }: { signer: Signer; versions: VersionSource },
  certificate?: Uint8Array,
): SignedRecord {
  const version = versions.next();
  const signature = signer.sign(signedBytes({ kind, version, body }));
  const signed = { kind, version, body, publicKey: signer.publicKey, signature };
  return certificate ? { ...signed, certificate } : signed;
}
