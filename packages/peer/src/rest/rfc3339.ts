const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Unix milliseconds as RFC 3339 in UTC. What other peers claim may be no time at all: it is clamped to years 1970 to 9999. */
export function rfc3339(ms: number): string {
  const known = Number.isFinite(ms) ? Math.min(Math.max(Math.trunc(ms), 0), LAST_MS) : 0;
  return new Date(known).toISOString();
}
