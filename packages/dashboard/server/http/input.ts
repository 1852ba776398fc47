// What comes from outside is checked with a schema, and a fault is INVALID_ARGUMENT with the place and the reason.
import { AcordeError } from '@acorde/protocol';
import { z } from 'zod';

/** 64 lowercase hex digits. */
export const hexId = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lowercase hex digits');

export function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value ?? {});
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `${issue.path.join('.') || 'request'}: ${issue.message}`);
  throw new AcordeError('INVALID_ARGUMENT', faults.join('; '));
}

/** The framework takes a query that is no UTF-8 as it stands; a file would get a name that nobody meant. Errors:
 * INVALID_ARGUMENT. */
export function checkQueryEncoding(url: string): void {
  try {
    decodeURIComponent(url.slice(url.indexOf('?') + 1));
  } catch (error) {
    throw new AcordeError('INVALID_ARGUMENT', 'the query is not percent-encoded UTF-8', { cause: error });
  }
}
