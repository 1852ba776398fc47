// Which way the events of a fleet take: through the broker that was named, else through one that answers on this machine,
// else straight from the peers.
import { AcordeError } from '@acorde/protocol';

/** RabbitMQ as it comes: its default user, which it lets in from this machine alone. */
const LOCAL_BROKER = 'amqp://guest:guest@127.0.0.1:5672';

export interface FoundBroker {
  readonly url: string | undefined;
  /** A line for people. */
  readonly says: string;
}

/** `named` is AMQP_URL: undefined asks for the broker of this machine, empty wants none. `probe` resolves with null when a
 * broker lets the user in, else with why not. Errors: INVALID_ARGUMENT. */
export async function findBroker(
  named: string | undefined,
  probe: (url: string) => Promise<string | null>,
): Promise<FoundBroker> {
  if (named === '')
    return { url: undefined, says: 'Events go straight from the peers to the gateway (AMQP_URL is empty).' };
  if (named === undefined) {
    const refusal = await probe(LOCAL_BROKER);
    if (refusal === null)
      return { url: LOCAL_BROKER, says: `Events go through RabbitMQ, found at ${hostOf(LOCAL_BROKER)}.` };
    return {
      url: undefined,
      says: 'Events go straight from the peers to the gateway (set AMQP_URL to use RabbitMQ).',
    };
  }
  const refusal = await probe(named);
  const doubt = refusal === null ? '' : ` It does not let us in yet (${refusal}); the events wait.`;
  return { url: named, says: `Events go through RabbitMQ at ${hostOf(named)} (AMQP_URL).${doubt}` };
}

/** Without the password. */
function hostOf(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^amqps?:$/.test(url.protocol))
    throw new AcordeError('INVALID_ARGUMENT', 'AMQP_URL must be like amqp://USER:PASSWORD@HOST:PORT/VHOST.');
  return `${url.host}${url.pathname}`;
}
