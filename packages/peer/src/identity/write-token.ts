// The write token: whoever shows it may write. Peers know only its hash, from the network document.
import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AcordeError } from '@acorde/protocol';
import type { Authorizer } from '../rpc/ports.ts';
import type { System } from '../system.ts';
import { createDurably, hasErrorCode } from './durable-file.ts';

const TOKEN_BYTES = 32;
const HEADER_CHARS_MAX = 512;

/** 64 hex digits: what stands in the network document. */
export function hashWriteToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Reads the token file, or makes it (0600). Returns the token, 32 random bytes in base64url. */
export function loadOrCreateWriteToken(path: string, system: System): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (!hasErrorCode(error, 'ENOENT')) throw error;
  }
  const token = Buffer.from(system.randomBytes(TOKEN_BYTES)).toString('base64url');
  createDurably(path, `${token}\n`);
  return token;
}

/** Checks bearers against the hashes that `hashes` gives at the time of the call. */
export function createAuthorizer(hashes: () => readonly string[]): Authorizer {
  return {
    checkWrite(authorization) {
      const token = bearerOf(authorization);
      const given = createHash('sha256').update(token).digest();
      // Every hash is compared, so that the time tells nothing about which one is near.
      const matches = hashes().filter((hash) => timingSafeEqual(given, Buffer.from(hash, 'hex')));
      if (matches.length === 0) throw new AcordeError('UNAUTHENTICATED', 'the write token is wrong');
    },
  };
}

function bearerOf(authorization: string | null): string {
  if (!authorization) {
    throw new AcordeError('UNAUTHENTICATED', 'writing needs the write token: Authorization: Bearer <token>');
  }
  const [, token] =
    authorization.length <= HEADER_CHARS_MAX ? (/^Bearer +(\S+)$/i.exec(authorization) ?? []) : [];
  if (!token) throw new AcordeError('UNAUTHENTICATED', 'the Authorization header must be: Bearer <token>');
  return token;
}
