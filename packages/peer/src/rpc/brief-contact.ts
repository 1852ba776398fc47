// Contacts as members write them to each other: identifiers as bytes, and no member id, which follows from the rest. What
// is a third of the bytes in words is most of what keeping a ring costs.
import { type Contact, identifier } from '@acorde/chord';
import { AcordeError, contactFromMessage } from '@acorde/protocol';
import type { BriefContact, BriefContactSchema } from '@acorde/protocol/gen/acorde/internal/v1/member_pb.ts';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { Places } from '../identity/places.ts';

const ID_BYTES = 32;
const ENDPOINT_BYTES = 6;
const IPV4_BYTES = 4;

export function briefContact({
  peerId,
  index,
  address,
  zone,
  incarnation,
}: Contact): MessageInitShape<typeof BriefContactSchema> {
  const endpoint = endpointOf(address);
  const place = endpoint === null ? { address } : { endpoint };
  return { peerId: idBytes(peerId), index, ...place, zone, incarnation: BigInt(incarnation) };
}

/** Throws INVALID_ARGUMENT for a contact that cannot be one. */
export function contactFromBrief(message: BriefContact | undefined, places: Places): Contact {
  if (!message) throw new AcordeError('INVALID_ARGUMENT', 'a contact is missing');
  const peerId = idText(message.peerId, 'peer_id');
  const address = message.endpoint.length === 0 ? message.address : addressOf(message.endpoint);
  const { index, zone, incarnation } = message;
  const memberId = places.of(peerId, index);
  return contactFromMessage({ peerId, memberId, index, address, zone, incarnation });
}

/** 64 hex digits as 32 bytes. */
export function idBytes(id: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(id, 'hex'));
}

/** 32 bytes as 64 hex digits. Throws INVALID_ARGUMENT for any other number of them. */
export function idText(bytes: Uint8Array, what: string) {
  if (bytes.length !== ID_BYTES) throw new AcordeError('INVALID_ARGUMENT', `${what} must be 32 bytes`);
  return identifier(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex'));
}

// Null for a name, an IPv6 address, and whatever would not come back as it was written.
function endpointOf(address: string): Uint8Array<ArrayBuffer> | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3}):(\d{1,5})$/.exec(address);
  if (match === null) return null;
  const [a = 0, b = 0, c = 0, d = 0, port = 0] = match.slice(1).map(Number);
  const endpoint = Uint8Array.of(a, b, c, d, port >> 8, port & 0xff);
  return addressOf(endpoint) === address ? endpoint : null;
}

function addressOf(endpoint: Uint8Array): string {
  if (endpoint.length !== ENDPOINT_BYTES) throw new AcordeError('INVALID_ARGUMENT', 'an endpoint is 6 bytes');
  const port = (endpoint[IPV4_BYTES] as number) * 256 + (endpoint[IPV4_BYTES + 1] as number);
  return `${endpoint.subarray(0, IPV4_BYTES).join('.')}:${port}`;
}
