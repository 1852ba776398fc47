// The registrar's side of RegisterPeer. Only peers that have the network's folder can admit others; the rest say who
// can.

import { AcordeError } from '@acorde/protocol';
import type { PeerRecord } from '@acorde/protocol/gen/acorde/v1/registry_pb.ts';
import type { PeerId } from '../records/record.ts';
import type { Admission } from '../rpc/ports.ts';
import type { System } from '../system.ts';
import type { Authority } from './authority.ts';
import type { Role } from './certificate.ts';
import { publicKeyOfRequest } from './certificate-builder.ts';
import { consumeJoinToken } from './join-token.ts';
import { peerIdOf } from './peer-id.ts';

export interface RegistrarOptions {
  readonly authority: Authority;
  /** What newcomers get: `peer`, or `peer` and `admin` where every peer may act for one that is away. */
  readonly roles: readonly Role[];
  /** Records of peers to join by. */
  contacts(): readonly PeerRecord[];
  /** Told after a peer was admitted. */
  onAdmitted(peerId: PeerId): void;
  readonly system: System;
}

export function createRegistrar(options: RegistrarOptions): Admission {
  const { authority, system } = options;
  return {
    async register(joinToken, certificateRequest) {
      // The request is checked first, so that a malformed one does not use the token up.
      const publicKey = await publicKeyOfRequest(certificateRequest);
      const peerId = peerIdOf(publicKey);
      const nowMs = system.nowMs();
      consumeJoinToken(authority.folder, authority.document.networkId, joinToken, peerId, nowMs);
      const certificate = await authority.issue(publicKey, options.roles, nowMs);
      options.onAdmitted(peerId);
      return {
        certificatePem: certificate.toString(),
        authorityPem: authority.certificate.toString(),
        networkDocument: new TextEncoder().encode(authority.documentText),
        contacts: [...options.contacts()],
      };
    },
  };
}

/** For peers without the network's folder. `registrars` are the addresses of those known to have it. */
export function refuseAdmission(registrars: () => readonly string[]): Admission {
  return {
    register() {
      const known = registrars();
      const hint = known.length > 0 ? `: ask ${known.join(' or ')}` : '';
      return Promise.reject(new AcordeError('FORBIDDEN', `this peer does not admit others${hint}`));
    },
  };
}
