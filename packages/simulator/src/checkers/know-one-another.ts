import type { Host } from '../world/host.ts';
import { reach } from './member-view.ts';

/** Whether every live host can be reached from every other by contacts that somebody remembers. */
export function knowOneAnother(hosts: readonly Host[]): boolean {
  const alive = new Map(hosts.map((host) => [reach(host.contact), host]));
  const links = new Map(hosts.map((host) => [host, new Set<Host>()]));
  for (const host of hosts) {
    for (const contact of host.process?.node.known() ?? []) {
      const other = alive.get(reach(contact));
      if (other === undefined) continue;
      links.get(host)?.add(other);
      links.get(other)?.add(host);
    }
  }
  const seen = new Set<Host>();
  const waiting = hosts.slice(0, 1);
  for (let host = waiting.pop(); host !== undefined; host = waiting.pop()) {
    if (seen.has(host)) continue;
    seen.add(host);
    waiting.push(...(links.get(host) ?? []));
  }
  return seen.size === hosts.length;
}
