import { safeNumber } from '@acorde/protocol';
import { EventService, type WatchRequest } from '@acorde/protocol/gen/acorde/v1/event_pb.ts';
import type { ConnectRouter } from '@connectrpc/connect';
import type { EventLog, EventPosition } from './ports.ts';

export function eventService(router: ConnectRouter, log: EventLog): void {
  router.service(EventService, {
    watch: (request, context) =>
      log.watch(startOf(request), { telemetry: request.telemetry, signal: context.signal }),
  });
}

function startOf(request: WatchRequest): EventPosition | null {
  if (request.incarnation === 0n) return null;
  return {
    incarnation: safeNumber(request.incarnation, 'incarnation'),
    seq: safeNumber(request.afterSeq, 'after_seq'),
  };
}
