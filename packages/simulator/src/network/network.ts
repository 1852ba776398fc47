// Carries messages between processes as a network does: late, out of order, sometimes twice, sometimes not at all.
import type { Contact } from '@acorde/chord';
import type { SeededRandom } from '../random/seeded-random.ts';
import { SimEvent } from '../time/sim-event.ts';
import type { TimingWheel } from '../time/timing-wheel.ts';
import type { Process } from '../world/process.ts';
import { Cuts } from './cuts.ts';
import type { Meter } from './meter.ts';
import { CALM, type Weather } from './weather.ts';

/** The calls of chord's Remote. */
export type Method = 'getNeighbors' | 'lookupStep' | 'notify' | 'ping' | 'leaving';

/** What is carried. */
export interface Parcel {
  /** It gets there; twice at times. */
  arrive(): void;
}

/** One virtual network. All of its decisions come from one stream of random numbers. */
export class Network {
  weather: Weather = CALM;
  readonly cuts = new Cuts();
  /** Messages sent, replies too, by the method of their call. */
  readonly sent: Record<Method, number> = { getNeighbors: 0, lookupStep: 0, notify: 0, ping: 0, leaving: 0 };
  /** Weighs what is sent; null: nobody asks. */
  meter: Meter | null = null;
  /**
   * After a loss between two addresses nothing more is lost between them for so long. With more than two call timeouts
   * a call and its one retry never both fail while both ends live: the reliable detection of failures that the proof
   * assumes.
   */
  spareMs = 0;
  readonly #wheel: TimingWheel;
  readonly #random: SeededRandom;
  readonly #processes = new Map<string, Process>();
  readonly #lostMs = new Map<string, number>();

  constructor(wheel: TimingWheel, random: SeededRandom) {
    this.#wheel = wheel;
    this.#random = random;
  }

  /** From now on the process answers at its address. */
  attach(process: Process): void {
    this.#processes.set(process.contact.address, process);
  }

  /** Nobody answers at the address any more. */
  detach(process: Process): void {
    const { address } = process.contact;
    if (this.#processes.get(address) === process) this.#processes.delete(address);
  }

  /** Who answers at an address; null when nobody does. */
  at(address: string): Process | null {
    return this.#processes.get(address) ?? null;
  }

  /** Sends one message, which arrives when, and as often as, it gets there. */
  send(method: Method, from: Contact, to: Contact, parcel: Parcel): void {
    this.sent[method] += 1;
    if (this.#loses(from.address, to.address)) return;
    const { duplication } = this.weather;
    this.#carry(from.address, to.address, parcel);
    if (duplication > 0 && this.#random.chance(duplication)) this.#carry(from.address, to.address, parcel);
  }

  #carry(from: string, to: string, parcel: Parcel): void {
    this.#wheel.add(new Arrival(this, from, to, parcel), this.#latencyMs());
  }

  #latencyMs(): number {
    const { latencyMinMs, latencyMaxMs, reordering, reorderMs } = this.weather;
    const latencyMs = latencyMinMs + this.#random.next() * (latencyMaxMs - latencyMinMs);
    const heldBack = reordering > 0 && this.#random.chance(reordering);
    return heldBack ? latencyMs + this.#random.next() * reorderMs : latencyMs;
  }

  #loses(from: string, to: string): boolean {
    const { loss } = this.weather;
    if (loss === 0 || !this.#random.chance(loss)) return false;
    if (this.spareMs === 0) return true;
    const pair = from < to ? `${from} ${to}` : `${to} ${from}`;
    const { nowMs } = this.#wheel;
    if (nowMs - (this.#lostMs.get(pair) ?? Number.NEGATIVE_INFINITY) < this.spareMs) return false;
    this.#lostMs.set(pair, nowMs);
    return true;
  }
}

class Arrival extends SimEvent {
  readonly #network: Network;
  readonly #from: string;
  readonly #to: string;
  readonly #parcel: Parcel;

  constructor(network: Network, from: string, to: string, parcel: Parcel) {
    super();
    this.#network = network;
    this.#from = from;
    this.#to = to;
    this.#parcel = parcel;
  }

  run(): void {
    if (this.#network.cuts.passes(this.#from, this.#to)) this.#parcel.arrive();
  }
}
