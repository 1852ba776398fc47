// What peers say to one another beside the ring's own calls, over the same virtual network: late, lost at times, stopped by
// what cuts the ring too. A question ends when it is answered, when its time is up, or when the peer asked has died.
import { AcordeError } from '@acorde/protocol';
import type { SeededRandom, World } from '@acorde/simulator';
import type { PeerAddress } from '../../src/records/ports.ts';

/** One life of a peer, as the network knows it. */
export interface Party {
  readonly peerId: string;
  readonly address: string;
  readonly alive: boolean;
  /** Called once, when it ends. */
  onEnd(fn: () => void): () => void;
}

export class Messages<P extends Party> {
  readonly #world: World;
  readonly #random: SeededRandom;
  readonly #partyOf: (peerId: string) => P | null;

  constructor(world: World, random: SeededRandom, partyOf: (peerId: string) => P | null) {
    this.#world = world;
    this.#random = random;
    this.#partyOf = partyOf;
  }

  /** Errors: PEER_UNREACHABLE, CANCELLED, and what `work` throws at the peer asked. */
  ask<T>(
    from: P,
    to: PeerAddress,
    work: (callee: P) => T | Promise<T>,
    { timeoutMs, signal }: { timeoutMs: number; signal?: AbortSignal | undefined },
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const unreachable = (why: string) => reject(new AcordeError('PEER_UNREACHABLE', why));
      const cancel = () => reject(new AcordeError('CANCELLED', 'given up'));
      if (signal?.aborted) return cancel();
      signal?.addEventListener('abort', cancel, { once: true });
      this.#world.after(timeoutMs, () => unreachable('no answer in time'));
      this.#carry(from.address, to.address, () => {
        const callee = this.#partyOf(to.peerId);
        if (!callee?.alive) return this.#carry(to.address, from.address, () => unreachable('refused'));
        const back = (arrive: () => void) => {
          if (callee.alive) this.#carry(callee.address, from.address, () => from.alive && arrive());
        };
        const release = callee.onEnd(() =>
          this.#carry(to.address, from.address, () => unreachable('closed')),
        );
        void (async () => work(callee))()
          .then(
            (value) => back(() => resolve(value)),
            (error: unknown) => back(() => reject(error)),
          )
          .finally(release);
      });
    });
  }

  #carry(from: string, to: string, arrive: () => void): void {
    const { weather, cuts } = this.#world.network;
    if (weather.loss > 0 && this.#random.chance(weather.loss)) return;
    const latencyMs =
      weather.latencyMinMs + this.#random.next() * (weather.latencyMaxMs - weather.latencyMinMs);
    this.#world.after(latencyMs, () => {
      if (cuts.passes(from, to)) arrive();
    });
  }
}
