// Makes a lookup visible while it runs: every hop becomes telemetry on its way to the caller, and the end does too.
import type { Hop, Identifier, LookupResult, Routing } from '@acorde/chord';
import { contactToMessage, hopToMessage, isErrorCode, routingToMessage } from '@acorde/protocol';
import type { System } from '../system.ts';
import type { Telemetry } from './telemetry.ts';

export interface TracedLookup {
  readonly key: Identifier;
  readonly routing: Routing;
  /** How the caller names it; absent: it gets a name. */
  readonly lookupId?: string | undefined;
}

/** Passes a lookup's hops and result on, unchanged. */
export async function* traceLookup(
  lookup: AsyncGenerator<Hop, LookupResult>,
  about: TracedLookup,
  { telemetry, system }: { telemetry: Telemetry; system: System },
): AsyncGenerator<Hop, LookupResult> {
  const common = {
    lookupId: about.lookupId ?? system.uuid(),
    key: about.key,
    routing: routingToMessage(about.routing),
  };
  const startMs = system.monotonicMs();
  let hops = 0;
  let error = 'CANCELLED';
  let result: LookupResult | null = null;
  try {
    for (let step = await lookup.next(); ; step = await lookup.next()) {
      if (step.done) {
        result = step.value;
        error = '';
        return result;
      }
      hops += 1;
      telemetry.emit({ case: 'lookupHop', value: { ...common, hop: hopToMessage(step.value) } });
      yield step.value;
    }
  } catch (cause) {
    error = codeOf(cause);
    throw cause;
  } finally {
    const ms = system.monotonicMs() - startMs;
    const owner = result && { owner: contactToMessage(result.owner) };
    telemetry.emit({ case: 'lookupEnded', value: { ...common, ...owner, hops, ms, error } });
    if (!result) await lookup.return(undefined as never);
  }
}

function codeOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return isErrorCode(code) ? code : 'INTERNAL';
}
