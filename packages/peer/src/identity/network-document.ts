// What all peers of a network must agree on, signed once by its authority. It travels as the signed text itself, so
// that no two programs need to agree on how to write JSON.
import { type KeyObject, sign, verify } from 'node:crypto';
import { AcordeError } from '@acorde/protocol';
import { z } from 'zod';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

const documentSchema = z
  .strictObject({
    format: z.literal(1),
    /** SHA-256 of the authority's public key, hex. */
    networkId: hash,
    /** k: peers that keep a record, and complete copies of a file. */
    replicas: z.number().int().min(1).max(16),
    /** w: how many of those are durable before an acknowledgement. */
    writeQuorum: z.number().int().min(1).max(16),
    /** Name partitions of the search. */
    partitions: z.literal(16),
    /** r: length of the successor lists. */
    successors: z.number().int().min(1).max(32),
    /** `demo`: short timers and repair delays, for a fleet on one machine that people watch; see peer-timing.ts. */
    timing: z.enum(['demo', 'default']).default('default'),
    /** SHA-256 of each write token, hex. */
    writeTokenHashes: z.array(hash).max(64),
    /** Unix milliseconds. */
    created: z.number().int().positive(),
  })
  .refine((document) => document.writeQuorum <= document.replicas, 'writeQuorum must not exceed replicas');

export type NetworkDocument = z.infer<typeof documentSchema>;

const envelopeSchema = z.strictObject({ body: z.string(), signature: z.string() });
const PREFIX = 'acorde/1/network\0';
const BYTES_MAX = 64 * 1024;

/** Errors: INVALID_ARGUMENT when the numbers cannot work. */
export function signNetworkDocument(document: NetworkDocument, authorityKey: KeyObject): string {
  const body = JSON.stringify(check(document));
  const signature = sign(null, Buffer.from(PREFIX + body), authorityKey).toString('base64');
  return `${JSON.stringify({ body, signature })}\n`;
}

/** Reads a signed document. Errors: INVALID_ARGUMENT unless `authorityKey` signed it and it is well formed. */
export function readNetworkDocument(text: string, authorityKey: KeyObject): NetworkDocument {
  if (text.length > BYTES_MAX) throw invalid('the network document is too large');
  const envelope = envelopeSchema.safeParse(parseJson(text));
  if (!envelope.success) throw invalid('the network document is malformed');
  const { body, signature } = envelope.data;
  if (!verify(null, Buffer.from(PREFIX + body), authorityKey, Buffer.from(signature, 'base64'))) {
    throw invalid("the network document does not carry its authority's signature");
  }
  return check(parseJson(body));
}

function check(document: unknown): NetworkDocument {
  const parsed = documentSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || 'document'}: ${issue.message}`,
  );
  throw invalid(`the network document is not valid: ${faults.join('; ')}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function invalid(message: string): AcordeError {
  return new AcordeError('INVALID_ARGUMENT', message);
}
