import type { FileId } from '../../src/records/record.ts';
import type { createFileBook } from '../files/check-files.ts';
import { K } from './life-options.ts';
import type { RunPeer } from './run-peer.ts';
import type { SimulatedLife } from './simulated-life.ts';

const LOOK_MS = 1_000;

/** Tells the book what is fully replicated: what k lives have had for a second, since then it is on their disks. */
export class CopyCount {
  readonly #book: ReturnType<typeof createFileBook>;
  /** Who had a copy when it was last looked at. */
  #copies = new Map<FileId, Set<SimulatedLife>>();
  #lookedMs = 0;

  constructor(book: ReturnType<typeof createFileBook>) {
    this.#book = book;
  }

  look(peers: readonly RunPeer[], nowMs: number): void {
    const now = new Map<FileId, Set<SimulatedLife>>();
    for (const fileId of this.#book.due().keys()) {
      const holders = peers.flatMap(({ life }) => (life?.store.get(fileId) ? [life] : []));
      now.set(fileId, new Set(holders));
      const stayed = holders.filter((life) => this.#copies.get(fileId)?.has(life));
      if (stayed.length >= K) this.#book.replicated(fileId);
    }
    if (nowMs - this.#lookedMs < LOOK_MS) return;
    this.#lookedMs = nowMs;
    this.#copies = now;
  }
}
