import {
  type Contact,
  type Hop,
  type Identifier,
  inHalfOpen,
  type LookupOptions,
  type LookupResult,
} from '../../src/index.ts';
import type { Inhabitant, World } from './world.ts';

/** Who owns a key in the ideal ring of these members. */
export function oracleOwner(members: readonly Inhabitant[], key: Identifier): Contact {
  const order = members.map((m) => m.contact).sort((a, b) => (a.memberId < b.memberId ? -1 : 1));
  const owner = order.find((contact, i) => {
    const before = order[(i - 1 + order.length) % order.length] as Contact;
    return inHalfOpen(before.memberId, key, contact.memberId);
  });
  return owner as Contact;
}

/** Runs a lookup to its end over virtual time. */
export async function lookUp(
  world: World,
  member: Inhabitant,
  key: Identifier,
  options: LookupOptions = {},
): Promise<LookupResult> {
  let settled = false;
  const result = drain(member.node.lookup(key, options));
  void result
    .catch(() => {})
    .finally(() => {
      settled = true;
    });
  await world.clock.until(() => settled, 60_000);
  return result;
}

async function drain(hops: AsyncGenerator<Hop, LookupResult>): Promise<LookupResult> {
  for (;;) {
    const step = await hops.next();
    if (step.done) return step.value;
  }
}
