// Iterative or recursive: what a lookup takes over the same fingers when the asker calls every member on the way
// itself, and when each member hands the question on. A still ring on a made-up map, computed rather than run: members are
// points on a square that comes round, a message takes 2 ms and the distance, 45 ms on average, so that a round trip is
// about 94 ms. With failures a share of the members is dead and nobody has noticed yet. Flags: --sizes, --dead, --lookups.
import { parseArgs } from 'node:util';
import { median, printMachine, printTable } from './support/timing.ts';

const SUCCESSORS = 8;
const BASE = 8;
const MESSAGE_MS_MIN = 2;
/** The mean distance on a unit square that comes round is 0.3826. */
const MESSAGE_MS_PER_UNIT = 45 / 0.3826;
/** Patience with a member whose round trips are known, in round trips; and with a stranger, half of callTimeoutMs. */
const PATIENCE_TRIPS = 1.5;
const PATIENCE_MS_MIN = 50;
const STRANGER_PATIENCE_MS = 500;
const FULL_MEMBERSHIP_MAX = 10_000;

interface Member {
  readonly place: number;
  readonly x: number;
  readonly y: number;
  readonly dead: boolean;
}

type Way = (ring: Ring, from: number, key: number) => { ms: number; hops: number };

/** A lookup ends at the first living member at or after the key. */
class Ring {
  readonly members: readonly Member[];
  readonly #nearest: boolean;

  constructor(size: number, dead: number, nearest: boolean, random: () => number) {
    const members = Array.from({ length: size }, () => {
      return { place: random(), x: random(), y: random(), dead: random() < dead };
    });
    this.members = members.sort((a, b) => a.place - b.place);
    this.#nearest = nearest;
  }

  at(index: number): Member {
    return this.members[
      ((index % this.members.length) + this.members.length) % this.members.length
    ] as Member;
  }

  /** Index of the first member at or after a place. */
  after(place: number): number {
    const turned = place - Math.floor(place);
    let low = 0;
    let high = this.members.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.at(middle).place < turned) low = middle + 1;
      else high = middle;
    }
    return low % this.members.length;
  }

  owner(key: number): number {
    let index = this.after(key);
    while (this.at(index).dead) index += 1;
    return index % this.members.length;
  }

  /** Whom a member would ask for a key, best first: the likely owner where it is listed, else fingers before it. */
  next(from: number, key: number): number[] {
    const share = (place: number) => (place - this.at(from).place + 1) % 1;
    const listed = Array.from({ length: SUCCESSORS }, (_, i) => (from + i + 1) % this.members.length);
    const owners = listed.filter((index) => share(this.at(index).place) >= share(key));
    if (owners.length > 0) return owners;
    const fingers = this.#fingers(from).filter((index) => share(this.at(index).place) < share(key));
    const before = [...listed, ...fingers].filter((index) => index !== from);
    return before.sort((a, b) => share(this.at(b).place) - share(this.at(a).place));
  }

  #fingers(from: number): number[] {
    const fingers: number[] = [];
    for (let step = 1 / BASE; step * this.members.length > 1; step /= BASE) {
      for (let digit = 1; digit < BASE; digit += 1) {
        const first = this.after(this.at(from).place + digit * step);
        fingers.push(this.#nearest ? this.#nearestOf(from, first, step) : first);
      }
    }
    return fingers;
  }

  /** Of up to sixteen members that would do for a finger, the one with the shortest way (DHash++, section 4). */
  #nearestOf(from: number, first: number, step: number): number {
    let best = first;
    for (let i = first; i < first + 16; i += 1) {
      const ahead = (this.at(i).place - this.at(first).place + 1) % 1;
      if (ahead > step) break;
      if (messageMs(this.at(from), this.at(i)) < messageMs(this.at(from), this.at(best))) best = i;
    }
    return best % this.members.length;
  }
}

function messageMs(a: Member, b: Member): number {
  const round = (d: number) => Math.min(Math.abs(d), 1 - Math.abs(d));
  return MESSAGE_MS_MIN + MESSAGE_MS_PER_UNIT * Math.hypot(round(a.x - b.x), round(a.y - b.y));
}

function patienceMs(a: Member, b: Member, isKnown: boolean): number {
  return isKnown ? Math.max(PATIENCE_MS_MIN, 2 * PATIENCE_TRIPS * messageMs(a, b)) : STRANGER_PATIENCE_MS;
}

/** The asker calls each one; beyond its own fingers they are strangers to it. */
const iterative: Way = (ring, from, key) => {
  const owner = ring.owner(key);
  const asker = ring.at(from);
  let [at, ms, hops] = [from, 0, 0];
  const dead = new Set<number>();
  while (at !== owner && hops < 64) {
    const next = ring.next(at, key).find((index) => !dead.has(index)) ?? owner;
    hops += 1;
    if (ring.at(next).dead) {
      dead.add(next);
      ms += patienceMs(asker, ring.at(next), at === from);
      continue;
    }
    ms += 2 * messageMs(asker, ring.at(next));
    at = next;
  }
  return { ms, hops };
};

/** Each hands it on to one of its own fingers, whose round trips it knows; the owner answers the asker. */
const recursive: Way = (ring, from, key) => {
  const owner = ring.owner(key);
  let [at, ms, hops] = [from, 0, 0];
  while (at !== owner && hops < 64) {
    const [next = owner, ...others] = ring.next(at, key);
    let to = next;
    while (ring.at(to).dead) {
      hops += 1;
      ms += patienceMs(ring.at(at), ring.at(to), true);
      to = others.shift() ?? owner;
    }
    hops += 1;
    ms += messageMs(ring.at(at), ring.at(to));
    at = to;
  }
  return { ms: ms + messageMs(ring.at(owner), ring.at(from)), hops };
};

/** Straight to the likely owner, as with full membership. */
const oneHop: Way = (ring, from, key) => {
  const asker = ring.at(from);
  let ms = 0;
  let index = ring.after(key);
  let hops = 1;
  for (; ring.at(index).dead; index += 1) {
    ms += patienceMs(asker, ring.at(index), false);
    hops += 1;
  }
  return { ms: ms + 2 * messageMs(asker, ring.at(index)), hops };
};

export async function benchRoutes(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sizes: { type: 'string', default: '1000,10000,100000' },
      dead: { type: 'string', default: '0,0.1' },
      lookups: { type: 'string', default: '2000' },
    },
  });
  const rows: string[][] = [];
  for (const size of values.sizes.split(',').map(Number)) {
    for (const dead of values.dead.split(',').map(Number)) {
      rows.push(...rowsOf(size, dead, Number(values.lookups)));
    }
  }
  const head = ['members', 'dead', 'way', 'hops, mean', 'ms, mean', 'ms, p50', 'ms, p99'];
  printTable('Lookups over the same fingers of base 8, lists of 8', head, rows);
  printMachine('npm run bench -- routes', 1);
}

function rowsOf(size: number, dead: number, lookups: number): string[][] {
  const plain = new Ring(size, dead, false, seeded(size));
  const near = new Ring(size, dead, true, seeded(size));
  const ways: [string, Ring, Way][] = [
    ['iterative', plain, iterative],
    ['iterative, nearest fingers', near, iterative],
    ['recursive', plain, recursive],
    ['recursive, nearest fingers', near, recursive],
    ...(size <= FULL_MEMBERSHIP_MAX ? [['full membership', plain, oneHop] as [string, Ring, Way]] : []),
  ];
  return ways.map(([name, ring, way]) => {
    const random = seeded(7);
    const results = Array.from({ length: lookups }, () => {
      let from = Math.floor(random() * size);
      while (ring.at(from).dead) from += 1;
      return way(ring, from % size, random());
    });
    const times = results.map(({ ms }) => ms).sort((a, b) => a - b);
    const hops = results.reduce((sum, result) => sum + result.hops, 0) / lookups;
    const mean = times.reduce((sum, ms) => sum + ms, 0) / lookups;
    const p99 = times[Math.floor(0.99 * (lookups - 1))] ?? Number.NaN;
    return [
      String(size),
      `${dead * 100} %`,
      name,
      hops.toFixed(2),
      ...[mean, median(times), p99].map((ms) => ms.toFixed(0)),
    ];
  });
}

/** mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
