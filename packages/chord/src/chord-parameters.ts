/** What a ring is tuned by. Times in milliseconds; every wait is jittered, U(0.5 t, 1.5 t). */
export interface ChordParameters {
  /** r, fixed per network: members in a successor list. r losses inside one repair window lose the ring. */
  readonly successorListLength: number;
  /** Between stabilizations after something changed. */
  readonly stabilizeIntervalMinMs: number;
  /** Between stabilizations when nothing has changed for long; reached by factors of `backoffFactor`. */
  readonly stabilizeIntervalMaxMs: number;
  /** Between refreshes of one finger, after one changed and when none does. */
  readonly fingerIntervalMinMs: number;
  readonly fingerIntervalMaxMs: number;
  /** Between probes of once-known members outside this ring. */
  readonly mergeProbeIntervalMs: number;
  /** What a quiet timer's interval is multiplied with at each turn. */
  readonly backoffFactor: number;
  /** Before a step that cannot wait for its timer, or after `busy`: short, but it makes a flood one turn. */
  readonly hurryMs: number;
  /** One call to a member that has not answered yet, and the second call to any; at least 250. Unreachable twice in a
   * row is what counts as dead. */
  readonly callTimeoutMs: number;
  /** The first call to a member whose round trips are known waits as long as these say, but at least so long; at least
   * 250. Equal to callTimeoutMs: no estimates. */
  readonly callTimeoutMinMs: number;
  /** A lookup in all, with its retries. */
  readonly lookupTimeoutMs: number;
  /** Questions of one attempt of a lookup. */
  readonly hopsMax: number;
  /** Tries of one join against members that are busy or have just changed. */
  readonly joinTriesMax: number;
  /** Calls at once where many members are probed: at the start, and from a ring of one. */
  readonly probesAtOnceMax: number;
  /** Live contacts that are remembered as hints. */
  readonly knownMax: number;
  /** Contacts out of reach that are remembered, and probed for merging. */
  readonly passiveMax: number;
  /** Known contacts up to which `auto` routes by full membership. */
  readonly fullMembershipMax: number;
  /** What members that come and go may cost before `auto` falls back from full membership to fingers. */
  readonly membershipBytesPerSecondMax: number;
  /** Of the fingers: 2, 4, 8 or 16. `classic` uses those of base 2, which the others contain. */
  readonly fingerBase: number;
  /** Questions of one lookup at once: one, and one more for each that is late. Lateness evicts nobody. */
  readonly questionsAtOnceMax: number;
}

/** For networks of machines. The timers are MIT Chord's (`sit/dht`). */
export const DEFAULT: ChordParameters = {
  successorListLength: 8, // survives 7 neighbours lost within one repair window
  stabilizeIntervalMinMs: 1_000,
  stabilizeIntervalMaxMs: 20_000,
  fingerIntervalMinMs: 1_000,
  fingerIntervalMaxMs: 16_000,
  mergeProbeIntervalMs: 5_000, // a split of 120 s heals within about 8 s
  backoffFactor: 1.2, // about 17 quiet turns from 1 s to 20 s
  hurryMs: 50, // under one round trip between continents, so that a retry after `busy` is not lost time
  callTimeoutMs: 1_000, // three round trips between continents, and a garbage collection
  callTimeoutMinMs: 250,
  lookupTimeoutMs: 10_000,
  hopsMax: 64, // five times the 99th percentile of 10^5 members
  joinTriesMax: 16,
  probesAtOnceMax: 16,
  knownMax: 10_000, // full membership up to here; some 3 MB
  passiveMax: 256,
  fullMembershipMax: 10_000,
  membershipBytesPerSecondMax: 400, // 10,000 members with sessions of an hour cost 280
  fingerBase: 8, // 5.2 hops at 10^5 members instead of 7.8
  questionsAtOnceMax: 2,
};

/** For demos and tests on one machine: timers of about a tenth. */
export const DEMO: ChordParameters = {
  ...DEFAULT,
  successorListLength: 4, // so that 8 peers are more than r + 1 members
  stabilizeIntervalMinMs: 150,
  stabilizeIntervalMaxMs: 1_000,
  fingerIntervalMinMs: 100,
  fingerIntervalMaxMs: 1_600,
  mergeProbeIntervalMs: 500,
  hurryMs: 20,
  callTimeoutMinMs: 500, // a stall is not foreseen by round trips of a millisecond
  callTimeoutMs: 500, // eight processes on two busy cores stall each other for longer than the floor of 250
  lookupTimeoutMs: 5_000,
};

/** Throws RangeError unless the parameters can work. */
export function checkParameters(p: ChordParameters): void {
  for (const [name, value] of Object.entries(p)) {
    if (!Number.isFinite(value) || value <= 0) throw new RangeError(`${name} must be a positive number`);
  }
  if (p.callTimeoutMinMs < 250) throw new RangeError('callTimeoutMinMs must be at least 250');
  if (p.callTimeoutMinMs > p.callTimeoutMs)
    throw new RangeError('callTimeoutMinMs must not exceed callTimeoutMs');
  if (p.backoffFactor < 1) throw new RangeError('backoffFactor must be at least 1');
  checkOrder(p.stabilizeIntervalMinMs, p.stabilizeIntervalMaxMs, 'stabilizeInterval');
  checkOrder(p.fingerIntervalMinMs, p.fingerIntervalMaxMs, 'fingerInterval');
}

function checkOrder(min: number, max: number, name: string): void {
  if (min > max) throw new RangeError(`${name}MinMs must not exceed ${name}MaxMs`);
}
