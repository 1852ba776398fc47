import type { PeerView } from '../wire.ts';

/** What a peer says of its own address ends up in somebody's shell: a host, a port, and nothing else. */
const PLAIN_URL = /^https?:\/\/(?:\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::\d{1,5})?$/i;

/** The command that asks a peer for what its panel shows; null for a peer without an API listener. */
export function curlCommand(peer: Pick<PeerView, 'api'>): string | null {
  if (!PLAIN_URL.test(peer.api)) return null;
  const cleartext = peer.api.startsWith('http:') ? '--http2-prior-knowledge ' : '';
  return `npx buf curl ${cleartext}${peer.api}/acorde.v1.StateService/GetState`;
}
