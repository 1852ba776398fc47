import type { Inhabitant } from '../support/world.ts';

/** Whether every member can be reached from every other by contacts that somebody remembers. */
export function knowOneAnother(members: readonly Inhabitant[]): boolean {
  const place = ({ address, memberId }: { address: string; memberId: string }) => `${memberId} ${address}`;
  const alive = new Map(members.map((m) => [place(m.contact), m]));
  const links = new Map(members.map((m) => [m, new Set<Inhabitant>()]));
  for (const member of members) {
    for (const contact of member.node.known()) {
      const other = alive.get(place(contact));
      if (other === undefined) continue;
      links.get(member)?.add(other);
      links.get(other)?.add(member);
    }
  }
  const seen = new Set<Inhabitant>();
  const waiting = members.slice(0, 1);
  for (let member = waiting.pop(); member !== undefined; member = waiting.pop()) {
    if (seen.has(member)) continue;
    seen.add(member);
    waiting.push(...(links.get(member) ?? []));
  }
  return seen.size === members.length;
}
