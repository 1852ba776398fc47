// What a peer says of itself, signed with its key, so that it may travel by way of others.
import { createPublicKey, verify } from 'node:crypto';
import { AcordeError, MEMBERS_MAX, safeNumber } from '@acorde/protocol';
import {
  type PeerRecord,
  PeerRecordBodySchema,
  PeerRecordSchema,
} from '@acorde/protocol/gen/acorde/v1/registry_pb.ts';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { peerIdOf } from '../identity/peer-id.ts';
import type { Signer } from '../records/ports.ts';
import type { PeerId } from '../records/record.ts';
import { parsePeerAddress } from './peer-address.ts';

const PREFIX = Buffer.from('acorde/1/peer\0');
const BODY_BYTES_MAX = 2048;
const TEXT_CHARS_MAX = 64;
const URL_CHARS_MAX = 300;
const KEY_BYTES = 44;
const SIGNATURE_BYTES = 64;
const CONTROL = /\p{Cc}|\p{Cf}/u;

/** What a verified record says. */
export interface PeerFacts {
  readonly peerId: PeerId;
  readonly name: string;
  /** HOST:PORT of the peer listener. */
  readonly address: string;
  /** URL of the API listener, or empty. */
  readonly api: string;
  readonly zone: string;
  readonly incarnation: number;
  /** Ring members hosted, 1 to 16. */
  readonly members: number;
  /** Of the software. */
  readonly version: string;
  readonly leaving: boolean;
  /** Hands its copies over and takes no new ones. */
  readonly draining?: boolean | undefined;
  /** Can admit others. */
  readonly registrar: boolean;
}

/** Orders what a peer says of itself: by incarnation; in one, that it is drained comes later, and `leaving` last. */
export interface PeerRecordVersion {
  readonly peerId: string;
  readonly incarnation: number;
  readonly leaving: boolean;
  readonly draining?: boolean | undefined;
}

/** How far a peer is on its way out: 0 to 2. */
export function stageOf({
  leaving,
  draining = false,
}: Pick<PeerRecordVersion, 'leaving' | 'draining'>): number {
  if (leaving) return 2;
  return draining ? 1 : 0;
}

/** Whether `a` was said after `b`. */
export function isNewer(a: PeerRecordVersion, b: PeerRecordVersion): boolean {
  if (a.incarnation !== b.incarnation) return a.incarnation > b.incarnation;
  return stageOf(a) > stageOf(b);
}

export function signPeerRecord(facts: Omit<PeerFacts, 'peerId'>, signer: Signer): PeerRecord {
  const message = create(PeerRecordBodySchema, {
    ...facts,
    draining: facts.draining ?? false,
    incarnation: BigInt(facts.incarnation),
  });
  const body = toBinary(PeerRecordBodySchema, message);
  const signature = signer.sign(Buffer.concat([PREFIX, body]));
  return create(PeerRecordSchema, { body, publicKey: signer.publicKey, signature });
}

/** Checks the signature and every field. Errors: INVALID_ARGUMENT. */
export function readPeerRecord(record: PeerRecord): PeerFacts {
  if (record.body.length > BODY_BYTES_MAX) throw invalid('it is too large');
  if (!isAuthentic(record)) throw invalid('its signature is wrong');
  const body = parseBody(record.body);
  checkText(body.name, 'name');
  checkText(body.zone, 'zone');
  checkText(body.version, 'version');
  checkApi(body.api);
  parsePeerAddress(body.address);
  if (body.members < 1 || body.members > MEMBERS_MAX) throw invalid(`members must be 1 to ${MEMBERS_MAX}`);
  return {
    peerId: peerIdOf(record.publicKey),
    name: body.name,
    address: body.address,
    api: body.api,
    zone: body.zone,
    incarnation: safeNumber(body.incarnation, 'incarnation'),
    members: body.members,
    version: body.version,
    leaving: body.leaving,
    draining: body.draining,
    registrar: body.registrar,
  };
}

/**
 * Which version a record claims to be, unchecked: enough to pass over what is known, which is most of what is told. Errors:
 * INVALID_ARGUMENT for what is no record.
 */
export function claimedVersion(record: PeerRecord): PeerRecordVersion {
  if (record.body.length > BODY_BYTES_MAX) throw invalid('it is too large');
  const { incarnation, leaving, draining } = parseBody(record.body);
  return {
    peerId: peerIdOf(record.publicKey),
    incarnation: safeNumber(incarnation, 'incarnation'),
    leaving,
    draining,
  };
}

function isAuthentic({ body, publicKey, signature }: PeerRecord): boolean {
  if (publicKey.length !== KEY_BYTES || signature.length !== SIGNATURE_BYTES) return false;
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' && verify(null, Buffer.concat([PREFIX, body]), key, signature);
  } catch {
    return false;
  }
}

function parseBody(bytes: Uint8Array) {
  try {
    return fromBinary(PeerRecordBodySchema, bytes);
  } catch (error) {
    throw new AcordeError('INVALID_ARGUMENT', 'a peer record is malformed', { cause: error });
  }
}

function checkText(text: string, what: string): void {
  if (text.length > TEXT_CHARS_MAX || CONTROL.test(text)) throw invalid(`its ${what} is not valid`);
}

/** People follow this address in a browser: nothing but a web address will do. */
function checkApi(api: string): void {
  if (api === '') return;
  const isWeb = api.length <= URL_CHARS_MAX && URL.canParse(api) && /^https?:$/.test(new URL(api).protocol);
  if (!isWeb || CONTROL.test(api)) throw invalid('its api is not a web address');
}

function invalid(message: string): AcordeError {
  return new AcordeError('INVALID_ARGUMENT', `a peer record is refused: ${message}`);
}
