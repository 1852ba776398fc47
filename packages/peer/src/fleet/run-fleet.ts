// The launcher: what `npm start` and `acorde fleet start` run.

import { explain } from '../serve.ts';
import { realSystem } from '../system.ts';
import { probeBroker } from '../wiring/probe-broker.ts';
import { findBroker } from './find-broker.ts';
import { type Fleet, startFleet } from './fleet.ts';
import { WRITE_QUORUM } from './network.ts';
import { FLEET_HELP, type FleetOptions, parseFleetOptions } from './options.ts';

/** `args` are the launcher's flags. Runs until a signal; resolves with the exit code. */
export async function runFleet(args: readonly string[]): Promise<number> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
  process.once('disconnect', () => stopping.abort());
  try {
    const options = parseFleetOptions([...args], process.env);
    if (!options) {
      process.stdout.write(FLEET_HELP);
      return 0;
    }
    const broker = await findBroker(options.amqp, (url) => probeBroker(url, realSystem));
    const fleet = await startFleet(
      { ...options, amqp: broker.url },
      { system: realSystem, say, signal: stopping.signal },
    );
    say(broker.says);
    describe(fleet, options, say, stopping.signal);
    const gatewayEnd = await Promise.race([aborted(stopping.signal), fleet.gatewayExited]);
    stopping.abort();
    say(gatewayEnd ? `The gateway ${gatewayEnd}. Stopping ...` : 'Stopping ...');
    await fleet.stop();
    say('Stopped. The files stay where they are.');
    return gatewayEnd ? 1 : 0;
  } catch (error) {
    if (stopping.signal.aborted) return 130;
    process.stderr.write(`${explain(error)}\n`);
    return 1;
  }
}

function describe(
  fleet: Fleet,
  options: FleetOptions,
  say: (line: string) => void,
  stopping: AbortSignal,
): void {
  for (const peer of fleet.peers) {
    peer.exited.then((how) => stopping.aborted || say(`${peer.name} ${how}; the others go on without it.`));
  }
  if (fleet.peers.length < WRITE_QUORUM) {
    say(`A file is kept by ${WRITE_QUORUM} peers at least: with one, nothing can be put. Use --peers.`);
  }
  say(`Data, write token and logs: ${options.data}`);
  say('Ctrl-C stops everything.');
  say(`ready ${fleet.dashboard}`);
}

function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener('abort', () => resolve(null), { once: true });
  });
}
