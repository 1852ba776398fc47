import type { PeerView } from '../wire.ts';

/** The command that asks a peer for what its panel shows; null for a peer without an API listener. */
export function curlCommand(peer: Pick<PeerView, 'api'>): string | null {
  if (!/^https?:\/\/[^\s'"\\]+$/.test(peer.api)) return null;
  const cleartext = peer.api.startsWith('http:') ? '--http2-prior-knowledge ' : '';
  return `npx buf curl ${cleartext}${peer.api}/acorde.v1.StateService/GetState`;
}
