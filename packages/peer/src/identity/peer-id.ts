import { createHash } from 'node:crypto';
import type { Contact, Identifier } from '@acorde/chord';
import type { PeerId } from '../records/record.ts';

/** SHA-256 of a public key (SPKI, DER): the peer's name for ever. */
export function peerIdOf(publicKey: Uint8Array): PeerId {
  return createHash('sha256').update(publicKey).digest('hex') as PeerId;
}

/** SHA-256(peer id bytes, u32be index): the member's place on the ring. */
export function memberIdOf(peerId: string, index: number): Identifier {
  const suffix = Buffer.alloc(4);
  suffix.writeUInt32BE(index);
  return createHash('sha256').update(Buffer.from(peerId, 'hex')).update(suffix).digest('hex') as Identifier;
}

/** Whether a contact's place on the ring follows from its peer id: nobody chooses a place. */
export function hasTrueMemberId(contact: Contact): boolean {
  return contact.memberId === memberIdOf(contact.peerId, contact.index);
}
