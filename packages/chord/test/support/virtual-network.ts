import {
  type CallOptions,
  type ChordNode,
  type Contact,
  type Identifier,
  type Remote,
  RemoteError,
} from '../../src/index.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** Milliseconds one way, and the share of messages lost. */
export interface NetworkWeather {
  readonly latencyMinMs: number;
  readonly latencyMaxMs: number;
  readonly loss: number;
}

/** Carries calls between nodes over virtual time, as a network does: late, sometimes not at all. */
export class VirtualNetwork {
  weather: NetworkWeather = { latencyMinMs: 1, latencyMaxMs: 5, loss: 0 };
  /** A process that is gone refuses connections at once (true) or is silent, like a machine that lost power. */
  refuses = false;
  messages = 0;
  readonly #clock: VirtualClock;
  readonly #random: SeededRandom;
  readonly #hosts = new Map<string, ChordNode>();
  readonly #sides = new Map<string, number>();

  constructor(clock: VirtualClock, random: SeededRandom) {
    this.#clock = clock;
    this.#random = random;
  }

  host(address: string, node: ChordNode): void {
    this.#hosts.set(address, node);
  }

  remove(address: string): void {
    this.#hosts.delete(address);
  }

  /** Only addresses of the same side reach each other; the rest is one more side. */
  split(sides: readonly (readonly string[])[]): void {
    this.#sides.clear();
    sides.forEach((addresses, i) => {
      for (const address of addresses) this.#sides.set(address, i + 1);
    });
  }

  heal(): void {
    this.#sides.clear();
  }

  /** What the node at `from` uses to call others. */
  remoteOf(from: Contact): Remote {
    const call = <T>(to: Contact, options: CallOptions, handle: (node: ChordNode) => T | Promise<T>) =>
      this.#call(from, to, options, handle);
    return {
      getNeighbors: (to, options) => call(to, options, (node) => node.handleGetNeighbors()),
      lookupStep: (to, request, options) => call(to, options, (node) => node.handleLookupStep(request)),
      notify: (to, sender, options) => call(to, options, (node) => node.handleNotify(sender)),
      ping: (to, options) => call(to, options, (node) => node.handlePing()),
      leaving: (to, sender, options) => call(to, options, (node) => node.handleLeaving(sender)),
    };
  }

  #call<T>(
    from: Contact,
    to: Contact,
    options: CallOptions,
    handle: (node: ChordNode) => T | Promise<T>,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const unreachable = (why: string) => () => reject(new RemoteError('unreachable', why));
      const cancelTimer = this.#clock.schedule(options.timeoutMs, unreachable('deadline exceeded'));
      options.cancellation?.onCancel(unreachable('cancelled'));
      const finish = (settle: () => void) => () => {
        cancelTimer();
        settle();
      };
      this.#carry(from, to, async () => {
        const node = this.#hosts.get(to.address);
        if (node === undefined) {
          if (this.refuses) this.#carry(to, from, finish(unreachable('connection refused')));
          return;
        }
        try {
          checkAddressee(node, to.memberId);
          const reply = await handle(node);
          this.#carry(
            to,
            from,
            finish(() => resolve(reply)),
          );
        } catch (error) {
          this.#carry(
            to,
            from,
            finish(() => reject(error)),
          );
        }
      });
    });
  }

  #carry(from: Contact, to: Contact, deliver: () => void): void {
    this.messages += 1;
    const { latencyMinMs, latencyMaxMs, loss } = this.weather;
    const latencyMs = latencyMinMs + this.#random.next() * (latencyMaxMs - latencyMinMs);
    if (this.#random.next() < loss) return;
    this.#clock.schedule(latencyMs, () => {
      if (this.#sides.get(from.address) === this.#sides.get(to.address)) deliver();
    });
  }
}

function checkAddressee(node: ChordNode, memberId: Identifier): void {
  if (node.snapshot().self.memberId !== memberId)
    throw new RemoteError('not_member', 'another member lives here');
}
