// First contacts that are only addresses. A name may stand for many peers (as a service's name does in containers),
// and one of them may be this very peer; so every address behind it is asked, and whoever answers with a certificate
// of this network tells the others.
import { lookup } from 'node:dns/promises';
import type { PeerRecord } from '@acorde/protocol/gen/acorde/v1/registry_pb.ts';
import type { Logger } from 'pino';
import { parsePeerAddress } from '../membership/peer-address.ts';
import { delay, type System } from '../system.ts';

const RETRY_MS_MIN = 200;
const RETRY_MS_MAX = 10_000;
const ADDRESSES_MAX = 64;

export interface SeedOptions {
  /** HOST:PORT each. */
  readonly addresses: readonly string[];
  /** Exchanges records with whatever peer of the network lives at an address. Throws when none does. */
  readonly exchange: (address: string) => Promise<readonly PeerRecord[]>;
  readonly learn: (records: readonly PeerRecord[]) => void;
  /** Whether other peers are known by now: then seeds are needed no more. */
  readonly isKnown: () => boolean;
  readonly system: System;
  readonly log: Logger;
}

/** Asks all seeds once; then goes on in the background, ever slower, until some peer is known. */
export async function askSeeds(options: SeedOptions, signal: AbortSignal): Promise<void> {
  if (options.addresses.length === 0) return;
  await askOnce(options);
  void keepAsking(options, signal);
}

async function keepAsking(options: SeedOptions, signal: AbortSignal): Promise<void> {
  let waitMs = RETRY_MS_MIN;
  while (!signal.aborted && !options.isKnown()) {
    await delay(options.system, waitMs, signal);
    if (!signal.aborted && !options.isKnown()) await askOnce(options);
    waitMs = Math.min(waitMs * 1.5, RETRY_MS_MAX);
  }
}

async function askOnce(options: SeedOptions): Promise<void> {
  const addresses = (await Promise.all(options.addresses.map(resolveAll))).flat().slice(0, ADDRESSES_MAX);
  await Promise.all(
    addresses.map(async (address) => {
      try {
        options.learn(await options.exchange(address));
      } catch (error) {
        options.log.debug({ address, err: error }, 'a seed does not answer');
      }
    }),
  );
}

async function resolveAll(address: string): Promise<string[]> {
  try {
    const { host, port } = parsePeerAddress(address);
    const found = await lookup(host, { all: true });
    return found.map((one) => (one.family === 6 ? `[${one.address}]:${port}` : `${one.address}:${port}`));
  } catch {
    return [];
  }
}
