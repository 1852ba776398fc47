// Ed25519 public keys as SPKI in DER: always the same twelve bytes, then the key.
import { createPublicKey, type KeyObject } from 'node:crypto';

const PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const SPKI_BYTES = 44;
const KEYS_MAX = 1024;

/** Imports public keys; remembers the last ones, since most records come from few publishers. */
export interface PublicKeys {
  /** Null for anything but an Ed25519 key. */
  import(spki: Uint8Array): KeyObject | null;
}

export function createPublicKeys(): PublicKeys {
  const known = new Map<string, KeyObject>();
  return {
    import(spki) {
      if (!isEd25519(spki)) return null;
      const name = Buffer.from(spki).toString('latin1');
      const found = known.get(name);
      if (found) return found;
      const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
      if (known.size >= KEYS_MAX) known.delete(known.keys().next().value as string);
      known.set(name, key);
      return key;
    },
  };
}

function isEd25519(spki: Uint8Array): boolean {
  return spki.byteLength === SPKI_BYTES && PREFIX.equals(spki.subarray(0, PREFIX.length));
}
