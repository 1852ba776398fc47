import { AcordeError, safeNumber } from '@acorde/protocol';
import { MembershipService } from '@acorde/protocol/gen/acorde/internal/v1/member_pb.ts';
import type { ConnectRouter } from '@connectrpc/connect';
import { callerKey } from './caller.ts';
import type { Gossip } from './ports.ts';

const RECORDS_MAX = 10_000;
const DIGEST_BYTES = 32;

export function membershipService(router: ConnectRouter, gossip: Gossip): void {
  router.service(MembershipService, {
    exchange(request, context) {
      if (request.records.length > RECORDS_MAX || request.versions.length > RECORDS_MAX) {
        throw new AcordeError('INVALID_ARGUMENT', `more than ${RECORDS_MAX} peers`);
      }
      const versions = request.versions.map((version) => {
        if (version.peerId.length !== 32)
          throw new AcordeError('INVALID_ARGUMENT', 'peer_id must be 32 bytes');
        return {
          peerId: Buffer.from(version.peerId).toString('hex'),
          incarnation: safeNumber(version.incarnation, 'incarnation'),
          leaving: version.leaving,
          draining: version.draining,
        };
      });
      const from = context.values.get(callerKey)?.peerId ?? null;
      if (request.digest.length > 0) {
        if (request.digest.length !== DIGEST_BYTES || versions.length > 0)
          throw new AcordeError(
            'INVALID_ARGUMENT',
            'a digest is 32 bytes, and takes the place of the versions',
          );
        return { differs: !gossip.agrees(from, request.digest, request.records) };
      }
      return { records: [...gossip.exchange(from, request.records, versions)] };
    },
  });
}
