import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { peerIdOf } from '../../src/identity/peer-id.ts';
import type { Signer, VersionSource } from '../../src/records/ports.ts';

// The start of an Ed25519 private key in PKCS #8; the 32 bytes of the seed follow.
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A peer's key, always the same for the same name. */
export function signerNamed(name: string, options: { admin?: boolean } = {}): Signer {
  const seed = createHash('sha256').update(name).digest();
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = new Uint8Array(createPublicKey(privateKey).export({ type: 'spki', format: 'der' }));
  return {
    peerId: peerIdOf(publicKey),
    publicKey,
    sign: (bytes) => new Uint8Array(sign(null, bytes, privateKey)),
    adminCertificate: options.admin ? certificateOf(publicKey) : null,
  };
}

/** What stands for an admin's certificate in tests: a mark, then the public key. */
export function certificateOf(publicKey: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from('admin:'), publicKey]);
}

/** Accepts certificates made by `certificateOf`. */
export const testAdmins = {
  publicKeyOf(certificate: Uint8Array): Uint8Array | null {
    const text = Buffer.from(certificate);
    return text.subarray(0, 6).toString() === 'admin:' ? text.subarray(6) : null;
  },
};

/** Versions of one incarnation. */
export function versionsOf(incarnation: number): VersionSource {
  let counter = 0;
  return { next: () => ({ incarnation, counter: ++counter }) };
}
