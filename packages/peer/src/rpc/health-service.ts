// grpc.health.v1, so that stock probes can ask.
import { AcordeError } from '@acorde/protocol';
import {
  Health,
  HealthCheckResponse_ServingStatus as Status,
} from '@acorde/protocol/gen/grpc/health/v1/health_pb.ts';
import type { ConnectRouter } from '@connectrpc/connect';
import { delay, type System } from '../system.ts';

const WATCH_INTERVAL_MS = 1_000;

export interface HealthDeps {
  /** Whether the peer is part of a ring and can serve. */
  readonly isReady: () => boolean;
  /** Full names of the services at this door. */
  readonly services: readonly string[];
  readonly system: System;
}

export function healthService(router: ConnectRouter, deps: HealthDeps): void {
  const known = new Set(['', Health.typeName, ...deps.services]);
  const statusNow = () => (deps.isReady() ? Status.SERVING : Status.NOT_SERVING);
  router.service(Health, {
    check({ service }) {
      if (!known.has(service)) throw new AcordeError('NOT_FOUND', 'no such service');
      return { status: statusNow() };
    },
    async *watch({ service }, { signal }) {
      if (!known.has(service)) {
        // The contract: the stream stays open, in case the service comes.
        yield { status: Status.SERVICE_UNKNOWN };
        await aborted(signal);
        return;
      }
      let last: Status | null = null;
      while (!signal.aborted) {
        const status = statusNow();
        if (status !== last) yield { status };
        last = status;
        await delay(deps.system, WATCH_INTERVAL_MS, signal);
      }
    },
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
