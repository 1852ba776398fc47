// Whether a broker answers at an address and lets this user in.
import type { System } from '../system.ts';
import { openAmqpConnection } from './amqp-connection.ts';

const PROBE_TIMEOUT_MS = 2_000;

/** Null when it does, else why not. Never rejects. */
export async function probeAmqp(url: string, system: System): Promise<string | null> {
  const late = new Promise<string>((resolve) =>
    system.schedule(PROBE_TIMEOUT_MS, () => resolve(`no answer within ${PROBE_TIMEOUT_MS} ms`)),
  );
  const answer = openAmqpConnection({ url, connectionName: 'acorde probe', system }).then(
    async (connection) => {
      await connection.close();
      return null;
    },
    (error: Error) => error.message,
  );
  return await Promise.race([answer, late]);
}
