import { createContextKey } from '@connectrpc/connect';
import type { Bearer } from '../identity/certificate.ts';

/** Who calls, by the certificate of the connection; null where there is none, as on the API listener. */
export const callerKey = createContextKey<Bearer | null>(null, { description: 'the caller' });
