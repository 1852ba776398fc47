// Repr-Digest and Content-Digest (RFC 9530): dictionaries such as `sha-256=:BASE64:, sha-512=:BASE64:`.
import { AcordeError } from '@acorde/protocol';

const MEMBER = /(?:^|,)[ \t]*sha-256=([^,;]*)/i;
const VALUE = /^:([A-Za-z0-9+/]{43}=):[ \t]*$/;

/** The SHA-256 that a digest header claims, as hex; undefined without one. Errors: INVALID_ARGUMENT. */
export function sha256OfDigest(header: string | string[] | undefined): string | undefined {
  const member = MEMBER.exec(Array.isArray(header) ? header.join(',') : (header ?? ''));
  if (!member) return undefined;
  const value = VALUE.exec(member[1] ?? '');
  if (!value)
    throw new AcordeError('INVALID_ARGUMENT', 'A digest header reads sha-256=:BASE64: with 32 bytes.');
  return Buffer.from(value[1] ?? '', 'base64').toString('hex');
}

/** The header that claims a SHA-256 given as hex. */
export function digestOfSha256(sha256: string): string {
  return `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`;
}
