import type { X509Certificate } from 'node:crypto';

/** What this process presents, and whom it trusts. */
export interface Credentials {
  /** PKCS #8. */
  readonly privateKeyPem: string;
  readonly certificate: X509Certificate;
  /** The network's authority: the only root. */
  readonly authority: X509Certificate;
}

/** The leaf and its authority, as they are sent: a newcomer pins the authority out of this chain. */
export function chainPem({ certificate, authority }: Credentials): string {
  return certificate.toString() + authority.toString();
}
