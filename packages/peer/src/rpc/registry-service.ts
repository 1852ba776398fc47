import { AcordeError } from '@acorde/protocol';
import { type PeerSchema, RegistryService } from '@acorde/protocol/gen/acorde/v1/registry_pb.ts';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { ConnectRouter } from '@connectrpc/connect';
import type { PeerView } from '../membership/peer-view.ts';
import type { Admission, Directory } from './ports.ts';

const TOKEN_CHARS_MAX = 256;

/** Renew, for a certificate near or past its end, has its place here. */
export function registryService(
  router: ConnectRouter,
  deps: { readonly admission: Admission; readonly directory: Directory },
): void {
  router.service(RegistryService, {
    registerPeer(request) {
      if (request.joinToken === '') throw new AcordeError('UNAUTHENTICATED', 'a join token is needed');
      if (request.joinToken.length > TOKEN_CHARS_MAX) {
        throw new AcordeError('UNAUTHENTICATED', 'the join token is malformed');
      }
      return deps.admission.register(request.joinToken, request.certificateRequest);
    },
    listPeers: () => ({ peers: deps.directory.list().map(peerToMessage) }),
  });
}

export function peerToMessage(peer: PeerView): MessageInitShape<typeof PeerSchema> {
  return { ...peer, memberIds: [...peer.memberIds], incarnation: BigInt(peer.incarnation) };
}
