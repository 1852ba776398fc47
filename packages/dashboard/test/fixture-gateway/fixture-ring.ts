// A settled Chord ring computed from its members alone: who stands beside whom, the fingers, and the way of a lookup.
import { createHash } from 'node:crypto';
import type { MemberView } from '../../src/wire.ts';

const SUCCESSORS = 4;
const CIRCLE = 1n << 256n;

export interface FixtureHop {
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

export function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The ideal neighbours of one of `ids` (sorted). */
export function memberView(ids: readonly string[], memberId: string): MemberView {
  const at = ids.indexOf(memberId);
  const others = Array.from(
    { length: Math.min(SUCCESSORS, ids.length - 1) },
    (_, i) => ids[(at + i + 1) % ids.length]!,
  );
  const predecessor = ids.length > 1 ? ids[(at - 1 + ids.length) % ids.length]! : null;
  return { memberId, index: 0, predecessor, successors: others, phase: 'up' };
}

/** The distinct fingers of a member, farthest first. */
export function fingersOf(ids: readonly string[], memberId: string): { exponent: number; id: string }[] {
  const found: { exponent: number; id: string }[] = [];
  for (let exponent = 255; exponent >= 0; exponent--) {
    const id = ownerOf(ids, hex((BigInt(`0x${memberId}`) + (1n << BigInt(exponent))) % CIRCLE));
    if (id !== memberId && found.at(-1)?.id !== id) found.push({ exponent, id });
  }
  return found;
}

/** The first member at or after a key. */
export function ownerOf(ids: readonly string[], key: string): string {
  return ids.find((id) => id >= key) ?? ids[0]!;
}

/** Greedy routing by fingers: each hop asks the closest known member before the key, the last one the owner. */
export function routeOf(ids: readonly string[], start: string, key: string): FixtureHop[] {
  const owner = ownerOf(ids, key);
  const hops: FixtureHop[] = [];
  let from = start;
  while (from !== owner && hops.length < 64) {
    const next = closestBefore(ids, from, key);
    hops.push(next ?? { from, to: owner, reason: 'successor 1' });
    from = hops.at(-1)!.to;
  }
  return hops;
}

function closestBefore(ids: readonly string[], from: string, key: string): FixtureHop | null {
  const finger = fingersOf(ids, from).find(({ id }) => distance(from, id) < distance(from, key));
  return finger === undefined ? null : { from, to: finger.id, reason: `finger ${finger.exponent}` };
}

function distance(a: string, b: string): bigint {
  return (BigInt(`0x${b}`) - BigInt(`0x${a}`) + CIRCLE) % CIRCLE;
}

function hex(n: bigint): string {
  return n.toString(16).padStart(64, '0');
}
