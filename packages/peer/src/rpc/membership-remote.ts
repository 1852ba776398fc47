import { MemberService, MembershipService } from '@acorde/protocol/gen/acorde/internal/v1/member_pb.ts';
import type { MembershipRemote } from '../membership/ports.ts';
import type { PeerClient } from './peer-client.ts';
import { idToBytes } from './record-message.ts';

/** `timeoutMs` of one call: short in demos, where a dead peer is to be seen within a second. */
export function createMembershipRemote(client: PeerClient, timeoutMs: number): MembershipRemote {
  return {
    agrees: (to, digest, records) =>
      client.call(
        MembershipService,
        to,
        { timeoutMs },
        async (service, options) =>
          !(await service.exchange({ digest, records: [...records] }, options)).differs,
      ),
    exchange: (to, records, versions) =>
      client.call(MembershipService, to, { timeoutMs }, async (service, options) => {
        const request = {
          records: [...records],
          versions: versions.map(({ peerId, incarnation, leaving, draining = false }) => ({
            peerId: idToBytes(peerId),
            incarnation: BigInt(incarnation),
            leaving,
            draining,
          })),
        };
        return (await service.exchange(request, options)).records;
      }),
    ping: (to) =>
      client.call(MemberService, to, { timeoutMs }, async (service, options) => {
        await service.ping({ memberId: '' }, options);
      }),
  };
}
