// What `acorde events` needs of the events: follow them at the broker or at the peers, and publish some.
import { AcordeError } from '@acorde/protocol';
import type { System } from '../system.ts';
import { type Announcement, announceAmqp } from './amqp-announce.ts';
import { tailAmqp } from './amqp-tail.ts';
import type { CloudEvent } from './cloud-event.ts';
import { bindingKeys, type TailFilter } from './tail-filter.ts';
import { tailWatch } from './watch-tail.ts';

export interface TailRequest {
  /** Of RabbitMQ; else the peers' APIs. */
  readonly amqp?: string | undefined;
  readonly apis?: readonly string[] | undefined;
  readonly token?: string | null | undefined;
  readonly filter: TailFilter;
  readonly sinceMs?: number | undefined;
  readonly signal: AbortSignal;
  onEvent(event: CloudEvent): void;
  onLost(api: string, reason: string): void;
  onReady(): void;
}

/** Resolves when the signal aborts. Errors: INVALID_ARGUMENT for a type, PEER_UNREACHABLE with the broker's reason. */
export async function tailEvents(request: TailRequest, system: System): Promise<void> {
  const { amqp, apis = [], token = null } = request;
  bindingKeys(request.filter);
  if (amqp === undefined)
    return await tailWatch({ ...request, apis, token, system, fetch: globalThis.fetch });
  try {
    for await (const event of tailAmqp({ ...request, url: amqp, system })) request.onEvent(event);
  } catch (error) {
    throw brokerError(error);
  }
}

/** Resolves with how many were published. Errors: PEER_UNREACHABLE with the broker's reason; those of `events`. */
export async function publishEvents(
  { amqp, events }: { amqp: string; events: AsyncIterable<Announcement> },
  system: System,
): Promise<number> {
  try {
    return await announceAmqp({ url: amqp, system }, events);
  } catch (error) {
    throw brokerError(error);
  }
}

/** A fault of the caller's own stays what it is. */
function brokerError(error: unknown): unknown {
  const { name, message } = error as Error;
  return name === 'Error'
    ? new AcordeError('PEER_UNREACHABLE', `RabbitMQ: ${message}`, { cause: error })
    : error;
}
