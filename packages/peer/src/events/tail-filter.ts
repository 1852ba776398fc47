// Which events a reader wants, as it says it on the command line: `file.stored`, or `file` and `file.*` for an entity.
import { AcordeError } from '@acorde/protocol';
import type { CloudEvent } from './cloud-event.ts';
import { factEntities } from './event-type.ts';

export interface TailFilter {
  /** Empty: all. */
  readonly types: readonly string[];
  /** The beginning of a peer's id; empty: all. */
  readonly peer: string;
  /** Whether telemetry is wanted too where no type is named. */
  readonly telemetry: boolean;
}

const TYPE = /^([a-z]+)(?:\.([a-z]+|\*))?$/;

/** Routing keys for a binding. Errors: INVALID_ARGUMENT. */
export function bindingKeys({ types, telemetry }: TailFilter): string[] {
  if (types.length > 0) return types.map(keyOf);
  return telemetry ? ['acorde.v1.#'] : factEntities().map((entity) => `acorde.v1.${entity}.#`);
}

function keyOf(type: string): string {
  const [, entity, event = '*'] = TYPE.exec(type) ?? [];
  if (entity === undefined)
    throw new AcordeError('INVALID_ARGUMENT', `"${type}" is no type: file.stored, file.* or file`);
  return event === '*' ? `acorde.v1.${entity}.#` : `acorde.v1.${entity}.${event}.*`;
}

export function passes({ types, peer, telemetry }: TailFilter, event: CloudEvent): boolean {
  if (!(event.peerid ?? '').startsWith(peer)) return false;
  const [entity = '', name = ''] = event.type.split('.').slice(2);
  if (types.length === 0) return telemetry || factEntities().includes(entity);
  return types.some((type) => [entity, `${entity}.*`, `${entity}.${name}`].includes(type));
}
