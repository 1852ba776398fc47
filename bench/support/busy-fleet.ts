// A fleet of a thousand peers that exists in its gateway alone, and says fifty things a second: facts with the peer that
// changed by them, hops of lookups, and their ends.
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type FixtureGateway,
  fixtureNames,
  startFixtureGateway,
} from '../../packages/dashboard/test/fixture-gateway/fixture-gateway.ts';
import { hash } from '../../packages/dashboard/test/fixture-gateway/fixture-ring.ts';

const LOOKUP_KEY = '9'.repeat(64);

export async function startBusyGateway(pages: string, peers: number): Promise<FixtureGateway> {
  const gateway = await startFixtureGateway({ pages, names: fixtureNames(peers) });
  const { fleet } = gateway;
  for (let i = 0; i < 20; i += 1)
    fleet.store(`file-${i}.bin`, 'application/octet-stream', Buffer.alloc(2048, i), fleet.up[i * 7]!);
  return gateway;
}

/** Says `perSecond` things a second for so long, evenly. */
export async function keepBusy(gateway: FixtureGateway, seconds: number, perSecond = 50): Promise<void> {
  const startMs = performance.now();
  const count = Math.round(seconds * perSecond);
  for (let i = 0; i < count; i += 1) {
    const dueMs = startMs + (i * 1000) / perSecond;
    while (performance.now() < dueMs) await sleep(Math.max(1, dueMs - performance.now()));
    say(gateway, i);
  }
}

function say({ fleet }: FixtureGateway, i: number): void {
  const peer = fleet.up[(i * 37) % fleet.up.length]!;
  if (i % 2 === 0) return fleet.replicate(peer, hash(`busy/${i}`), 1_048_576);
  const lookup = { lookupId: `busy-${i >> 3}`, key: LOOKUP_KEY, routing: 'classic' } as const;
  const contact = fleet.contact(peer);
  if (i % 8 === 7)
    fleet.telemetry('lookup.ended', peer, { ...lookup, owner: contact, hops: 3, ms: 4.2, error: '' });
  else {
    const to = fleet.contact(fleet.up[(i * 53) % fleet.up.length]!);
    const hop = { index: 1 + ((i >> 1) % 4), attempt: 1, from: contact, to, reason: 'finger 250', ms: 1.1 };
    fleet.telemetry('lookup.hop', peer, { ...lookup, hop: { ...hop, outcome: 'forwarded' } });
  }
}
