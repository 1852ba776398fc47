import {
  type DrainSchema,
  MaintenanceService,
  type ScrubSchema,
} from '@acorde/protocol/gen/acorde/v1/maintenance_pb.ts';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { ConnectRouter } from '@connectrpc/connect';
import type { Authorizer, DrainDoor, ScrubDoor } from './ports.ts';

export function maintenanceService(
  router: ConnectRouter,
  deps: { readonly scrub: ScrubDoor; readonly drain: DrainDoor; readonly authorizer: Authorizer },
): void {
  const { scrub, drain, authorizer } = deps;
  router.service(MaintenanceService, {
    startScrub(_request, context) {
      authorizer.checkWrite(context.requestHeader.get('authorization'));
      scrub.begin();
      return { scrub: scrubToMessage(scrub) };
    },
    getScrub: () => ({ scrub: scrubToMessage(scrub) }),
    startDrain(_request, context) {
      authorizer.checkWrite(context.requestHeader.get('authorization'));
      drain.begin();
      return { drain: drainToMessage(drain) };
    },
    getDrain: () => ({ drain: drainToMessage(drain) }),
  });
}

function scrubToMessage(scrub: ScrubDoor): MessageInitShape<typeof ScrubSchema> {
  const { running, startMs, endMs, checkedFiles, checkedBytes, lostFiles, passes, lostFilesEver } =
    scrub.status();
  return {
    running,
    ...(startMs > 0 && { startTime: timestampFromMs(startMs) }),
    ...(endMs > 0 && { endTime: timestampFromMs(endMs) }),
    checkedFiles: BigInt(checkedFiles),
    checkedBytes: BigInt(checkedBytes),
    lostFiles: BigInt(lostFiles),
    passes: BigInt(passes),
    lostFilesEver: BigInt(lostFilesEver),
  };
}

function drainToMessage(drain: DrainDoor): MessageInitShape<typeof DrainSchema> {
  const { running, files, done, failed } = drain.status();
  return { running, files: BigInt(files), done: BigInt(done), failed: BigInt(failed) };
}
