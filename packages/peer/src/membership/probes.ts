/** Questions to many peers at once. */
const AT_ONCE_MAX = 8;

/** Asks peers whether they live; questions to one peer at one time are one. `ask` never throws. */
export class Probes {
  readonly #ask: (peerId: string) => Promise<boolean>;
  readonly #running = new Map<string, Promise<boolean>>();

  constructor(ask: (peerId: string) => Promise<boolean>) {
    this.#ask = ask;
  }

  one(peerId: string): Promise<boolean> {
    const running = this.#running.get(peerId);
    if (running) return running;
    const probe = this.#ask(peerId).finally(() => this.#running.delete(peerId));
    this.#running.set(peerId, probe);
    return probe;
  }

  /** Asks all of them, a few at a time, until `isWanted` says otherwise. */
  async all(peerIds: readonly string[], isWanted: () => boolean): Promise<void> {
    const queue = [...peerIds];
    const worker = async () => {
      for (let peerId = queue.pop(); peerId && isWanted(); peerId = queue.pop()) await this.one(peerId);
    };
    await Promise.all(Array.from({ length: AT_ONCE_MAX }, worker));
  }
}
