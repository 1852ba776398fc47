// One peer as a process: `acorde serve`. A signal makes it leave the ring in good order; the launcher, which stops a
// whole fleet at once, says so by its channel and spares the peers the hand-over to others that stop as well.
import { setFlagsFromString } from 'node:v8';
import { AcordeError } from '@acorde/protocol';
import { type ConfigInput, loadConfig } from './config.ts';
import { createPeer, type Peer } from './peer.ts';
import { ownHeap, startSweeping } from './sweep-buffers.ts';
import { realSystem } from './system.ts';
import { endPeer } from './wiring/end-peer.ts';

/** V8 counts the buffers of passing files as growth of its small heap, and would mark all of it after every few MiB:
 * a third of the time of a large put. Twice what lives is still little, and bounds the memory as well. */
const GARBAGE_COLLECTION = '--heap-growing-percent=100';

/** The exit code of whoever is stopped before it began. */
const INTERRUPTED = 130;

/** Told to the launcher once the peer is part of a ring. */
export interface ReadyMessage {
  readonly type: 'ready';
  readonly peerId: string;
  readonly address: string;
  readonly api: string;
}

/** Runs until a signal, or until the launcher says stop or dies. Resolves with the exit code. */
export async function serve(flags: ConfigInput, configFile: string | undefined): Promise<number> {
  setFlagsFromString(GARBAGE_COLLECTION);
  startSweeping(realSystem, ownHeap());
  const stop = waitForStop();
  const starting = start(flags, configFile).catch((error) => {
    const reason = explain(error);
    process.send?.({ type: 'failed', reason });
    throw error instanceof AcordeError ? error : new Error(reason, { cause: error });
  });
  // Nothing that a start leaves half done needs tidying up; a newcomer may wait for its registrar for a minute.
  const peer = await Promise.race([starting, stop.then(() => null)]);
  if (!peer) return INTERRUPTED;
  announce(peer);
  const how = await stop;
  const isWhole = await endPeer(peer, how, realSystem);
  if (!isWhole) process.stderr.write('Something did not close in time; the peer ends without it.\n');
  return 0;
}

async function start(flags: ConfigInput, configFile: string | undefined): Promise<Peer> {
  const peer = await createPeer(loadConfig(flags, process.env, configFile), realSystem);
  try {
    await peer.start();
    return peer;
  } catch (error) {
    await peer.stop();
    throw error;
  }
}

function announce(peer: Peer): void {
  const ready: ReadyMessage = { type: 'ready', peerId: peer.peerId, address: peer.address, api: peer.api };
  if (process.send) process.send(ready);
  else process.stdout.write(`ready ${peer.name} ${peer.address} ${peer.api}\n`);
}

function waitForStop(): Promise<'leave' | 'stop'> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve('leave'));
    process.once('SIGTERM', () => resolve('leave'));
    process.once('SIGHUP', () => resolve('leave'));
    process.once('disconnect', () => resolve('stop'));
    process.on('message', (message: { type?: string }) => {
      if (message?.type === 'stop') resolve('stop');
    });
  });
}

/** One line for people; the cause is in the log. */
export function explain(error: unknown): string {
  if (error instanceof AcordeError) return error.message;
  const system = error as NodeJS.ErrnoException;
  if (system.code === 'EADDRINUSE') {
    return `Port ${(system as { port?: number }).port} is in use. Choose another one, or stop the program that has it.`;
  }
  if (system.code === 'EACCES' && system.path) return `No permission for ${system.path}.`;
  return system.message;
}
