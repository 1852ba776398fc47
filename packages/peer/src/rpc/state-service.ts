import { ringMemberToMessage } from '@acorde/protocol';
import { StateService } from '@acorde/protocol/gen/acorde/v1/state_pb.ts';
import type { ConnectRouter } from '@connectrpc/connect';
import type { StateSource } from './ports.ts';
import { peerToMessage } from './registry-service.ts';

export function stateService(router: ConnectRouter, source: StateSource): void {
  router.service(StateService, {
    getState() {
      const state = source.read();
      return {
        ...state,
        peer: peerToMessage(state.peer),
        incarnation: BigInt(state.position.incarnation),
        seq: BigInt(state.position.seq),
        members: state.members.map(ringMemberToMessage),
        holdings: {
          files: BigInt(state.holdings.files),
          bytes: BigInt(state.holdings.bytes),
          records: BigInt(state.holdings.records),
          entries: BigInt(state.holdings.entries),
          ...(state.holdings.quotaBytes !== undefined && { quotaBytes: BigInt(state.holdings.quotaBytes) }),
        },
        residentBytes: BigInt(state.residentBytes),
      };
    },
  });
}
