import { safeNumber } from '@acorde/protocol';
import { EventService, type WatchRequest } from '@acorde/protocol/gen/acorde/v1/event_pb.ts';
import { timestampMs } from '@bufbuild/protobuf/wkt';
import type { ConnectRouter } from '@connectrpc/connect';
import type { EventLog } from './ports.ts';

export function eventService(router: ConnectRouter, log: EventLog): void {
  router.service(EventService, {
    watch: (request, context) =>
      log.watch(startOf(request), { telemetry: request.telemetry, signal: context.signal }),
  });
}

function startOf(request: WatchRequest): Parameters<EventLog['watch']>[0] {
  if (request.incarnation === 0n) return request.since ? { sinceMs: timestampMs(request.since) } : null;
  return {
    incarnation: safeNumber(request.incarnation, 'incarnation'),
    seq: safeNumber(request.afterSeq, 'after_seq'),
  };
}
