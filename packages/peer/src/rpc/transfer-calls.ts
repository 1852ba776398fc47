// The calls about transfers and their limits.
import { AcordeError, safeNumber, transferToMessage } from '@acorde/protocol';
import type { FileService } from '@acorde/protocol/gen/acorde/v1/file_pb.ts';
import type { SetLimitsRequest } from '@acorde/protocol/gen/acorde/v1/transfer_pb.ts';
import type { ServiceImpl } from '@connectrpc/connect';
import type { FileService as Files } from '../files/file-service.ts';
import type { LimitChanges, LimitValues } from '../files/limits.ts';
import type { Authorizer } from './ports.ts';

type TransferCall =
  | 'listTransfers'
  | 'cancelTransfer'
  | 'pauseTransfer'
  | 'resumeTransfer'
  | 'getLimits'
  | 'setLimits';

export function transferCalls(
  files: Files,
  authorizer: Authorizer,
): Pick<ServiceImpl<typeof FileService>, TransferCall> {
  const checkWrite = ({ requestHeader }: { requestHeader: Headers }) =>
    authorizer.checkWrite(requestHeader.get('authorization'));
  return {
    listTransfers: () => ({ transfers: files.transfers().map(transferToMessage) }),
    cancelTransfer({ transferId }, context) {
      checkWrite(context);
      files.cancelTransfer(transferId);
      return {};
    },
    pauseTransfer({ transferId }, context) {
      checkWrite(context);
      files.pauseTransfer(transferId);
      return {};
    },
    resumeTransfer({ transferId }, context) {
      checkWrite(context);
      files.resumeTransfer(transferId);
      return {};
    },
    getLimits: () => ({ limits: limitsToMessage(files.limits.values()) }),
    setLimits(request, context) {
      checkWrite(context);
      return { limits: limitsToMessage(files.limits.set(changesOf(request))) };
    },
  };
}

function limitsToMessage({ upBytesPerSecond, downBytesPerSecond, ...same }: LimitValues) {
  return {
    ...same,
    upBytesPerSecond: BigInt(upBytesPerSecond),
    downBytesPerSecond: BigInt(downBytesPerSecond),
  };
}

/** Errors: INVALID_ARGUMENT. */
function changesOf(request: SetLimitsRequest): LimitChanges {
  const { upBytesPerSecond: up, downBytesPerSecond: down, transfersMax, streamsPerSource } = request;
  if ([up, down, transfersMax, streamsPerSource].every((value) => value === undefined))
    throw new AcordeError('INVALID_ARGUMENT', 'name at least one limit to change');
  return {
    upBytesPerSecond: up === undefined ? undefined : safeNumber(up, 'up_bytes_per_second'),
    downBytesPerSecond: down === undefined ? undefined : safeNumber(down, 'down_bytes_per_second'),
    transfersMax,
    streamsPerSource,
  };
}
