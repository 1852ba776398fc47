// A join token admits one peer. It carries a secret for the network and the fingerprint of the network's authority
// for the newcomer, so that each side knows the other before anything is told. The network's folder keeps the
// secret's hash: <hash>.json while it is good, and <hash>.used, made exactly once, names the peer that used it.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AcordeError } from '@acorde/protocol';
import type { PeerId } from '../records/record.ts';
import type { System } from '../system.ts';
import { createDurably, hasErrorCode } from './durable-file.ts';

export const JOIN_TOKEN_LIFETIME_MS = 10 * 60_000;
/** Used and expired tokens are kept that long, so that the message can say what they were. */
const KEPT_MS = 24 * 3_600_000;
const TOKENS_MAX = 10_000;
const SHAPE = /^acorde1\.([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{43})$/;

export interface JoinToken {
  /** 32 bytes, base64url. */
  readonly secret: string;
  /** SHA-256 of the authority's public key, hex: the network id. */
  readonly networkId: string;
}

/** Errors: INVALID_ARGUMENT when the text is no join token. */
export function parseJoinToken(text: string): JoinToken {
  const [, secret, fingerprint] = SHAPE.exec(text.trim()) ?? [];
  if (!secret || !fingerprint) {
    throw new AcordeError('INVALID_ARGUMENT', 'a join token looks like acorde1.<secret>.<fingerprint>');
  }
  return { secret, networkId: Buffer.from(fingerprint, 'base64url').toString('hex') };
}

/** Makes a token that is good for ten minutes; any registrar that shares the folder takes it. */
export function createJoinToken(networkFolder: string, networkId: string, system: System): string {
  const nowMs = system.nowMs();
  sweep(networkFolder, nowMs);
  const secret = Buffer.from(system.randomBytes(32)).toString('base64url');
  const expiresMs = nowMs + JOIN_TOKEN_LIFETIME_MS;
  createDurably(tokenPath(networkFolder, hashOf(secret), 'json'), JSON.stringify({ expiresMs }));
  return `acorde1.${secret}.${Buffer.from(networkId, 'hex').toString('base64url')}`;
}

/** Uses a token up for a peer. The same peer may come again with it, because an answer can get lost.
 * Errors: UNAUTHENTICATED when it is unknown, expired or used by another peer. */
export function consumeJoinToken(
  networkFolder: string,
  networkId: string,
  text: string,
  peerId: PeerId,
  nowMs: number,
): void {
  const token = parse(text);
  if (token.networkId !== networkId) throw refused('the join token is for another network');
  const hash = hashOf(token.secret);
  const expiresMs = readExpiry(tokenPath(networkFolder, hash, 'json'));
  if (expiresMs === null) throw refused('the join token is unknown');
  if (nowMs >= expiresMs) throw refused('the join token has expired: ask for a new one');
  const used = tokenPath(networkFolder, hash, 'used');
  try {
    createDurably(used, peerId);
  } catch (error) {
    if (!hasErrorCode(error, 'EEXIST')) throw error;
    if (readFileSync(used, 'utf8') !== peerId) {
      throw refused('the join token has been used: each one admits a single peer');
    }
  }
}

function parse(text: string): JoinToken {
  try {
    return parseJoinToken(text);
  } catch {
    throw refused('the join token is malformed');
  }
}

function readExpiry(path: string): number | null {
  try {
    const { expiresMs } = JSON.parse(readFileSync(path, 'utf8')) as { expiresMs?: unknown };
    return typeof expiresMs === 'number' ? expiresMs : null;
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT') || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Removes what expired long ago. Errors: OVERLOADED when there are too many good ones. */
function sweep(networkFolder: string, nowMs: number): void {
  const folder = join(networkFolder, 'tokens');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const hashes = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -5));
  const good = hashes.filter((hash) => {
    const expiresMs = readExpiry(tokenPath(networkFolder, hash, 'json')) ?? 0;
    if (expiresMs + KEPT_MS > nowMs) return true;
    for (const kind of ['json', 'used']) rmSync(tokenPath(networkFolder, hash, kind), { force: true });
    return false;
  });
  if (good.length >= TOKENS_MAX) throw new AcordeError('OVERLOADED', 'too many join tokens were made today');
}

function tokenPath(networkFolder: string, hash: string, kind: string): string {
  return join(networkFolder, 'tokens', `${hash}.${kind}`);
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

function refused(message: string): AcordeError {
  return new AcordeError('UNAUTHENTICATED', message);
}
