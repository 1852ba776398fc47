// One life of a peer on a simulated ring: the real records, files and repair, put together as the peer does it, on the
// real core. Only what is outside of them is virtual: time, the network, the disk. The database is SQLite's own file, of
// which a crash leaves what was synced.
import { copyFileSync, renameSync } from 'node:fs';
import { AcordeError } from '@acorde/protocol';
import type { Files } from '../../src/files/create-files.ts';
import type { FileId, PeerId, SignedRecord } from '../../src/records/record.ts';
import type { ReplicaPart, ReplicaServer, SmallServer } from '../../src/rpc/ports.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { type OpenStore, openStore } from '../../src/store/open-store.ts';
import type { System } from '../../src/system.ts';
import { K, type LifeOptions, type Remains } from './life-options.ts';
import type { Served } from './remotes.ts';
import { createParts, type Parts, SILENT } from './simulated-parts.ts';
import { VirtualDisk } from './virtual-disk.ts';
import { virtualSystem } from './virtual-system.ts';

const SYNC_MS_MAX = 8;

/** A peer from its start to its crash. */
export class SimulatedLife implements Served {
  readonly peerId: PeerId;
  readonly address: string;
  alive = true;
  readonly #options: LifeOptions;
  readonly #ends = new Set<() => void>();
  readonly #disk: VirtualDisk;
  readonly #system: System;
  #durable: string | null = null;
  #parts: Parts | null = null;

  constructor(options: LifeOptions) {
    this.#options = options;
    this.peerId = options.signer.peerId;
    this.address = options.contact.address;
    this.#system = virtualSystem(options.world, options.random, () => this.alive);
    this.#disk = new VirtualDisk(() => this.#syncDelay(), options.remains?.files);
  }

  /** Opens what was left and takes up the work. */
  async start(): Promise<void> {
    const database = this.#openDatabase();
    const store = await openStore({
      database,
      folder: '/',
      disk: this.#disk,
      system: this.#system,
      log: SILENT,
    });
    if (!this.alive) return;
    this.#parts = createParts(this.#options, { self: this, database, store, system: this.#system });
    this.#parts.start();
  }

  get isReady(): boolean {
    return this.alive && this.#parts !== null;
  }

  get files(): Files {
    return this.#ready.files;
  }

  get store(): OpenStore['store'] {
    return this.#ready.store.store;
  }

  get recordsServer() {
    return this.#ready.records.server;
  }

  get replicas(): ReplicaServer {
    const { replicas } = this.files;
    if (this.#options.mutant !== 'acknowledges-at-one') return replicas;
    return { ...replicas, receive: (_size, parts) => this.#pretend(parts) };
  }

  onEnd(fn: () => void): () => void {
    this.#ends.add(fn);
    return () => this.#ends.delete(fn);
  }

  /** The ring has changed, as this peer sees it. */
  ringChanged(): void {
    if (this.#parts === null) return;
    this.#parts.records.placement.invalidate();
    this.#parts.maintain.ringChanged();
    this.#parts.holders.look();
  }

  /** Gives away what others will need; returns whether all of it was taken. */
  async handOver(): Promise<boolean> {
    const { signal } = new AbortController();
    const { failed } = await this.#ready.handOver.run(K, signal);
    await this.#ready.maintain.drain(signal);
    return failed === 0;
  }

  /** As by a loss of power. */
  end(): Remains {
    this.alive = false;
    const ends = [...this.#ends];
    this.#ends.clear();
    for (const end of ends) end();
    return { database: this.#durable ?? this.#options.remains?.database ?? null, files: this.#disk.left() };
  }

  get small(): SmallServer {
    const { small } = this.files;
    if (this.#options.mutant !== 'acknowledges-at-one') return small;
    return { ...small, store: async (copies) => copies.map(({ fileId }) => this.#signHolder(fileId)) };
  }

  // Says that a copy is kept, and keeps nothing.
  async #pretend(parts: AsyncIterable<ReplicaPart>): Promise<SignedRecord> {
    for await (const part of parts) {
      if (part.type !== 'finish') continue;
      return this.#signHolder(part.fileId);
    }
    throw new AcordeError('CANCELLED', 'the stream has ended');
  }

  #signHolder(fileId: FileId): SignedRecord {
    return this.#ready.records.records.signHolder({ fileId, complete: true, shared: false, gone: false });
  }

  get #ready(): Parts {
    if (this.#parts === null) throw new Error('the peer has not started yet');
    return this.#parts;
  }

  #syncDelay(): Promise<void> {
    return new Promise((resolve) => {
      this.#system.schedule(1 + this.#options.random.below(SYNC_MS_MAX), resolve);
    });
  }

  #openDatabase(): Database {
    const { folder, contact, remains, mutant } = this.#options;
    const path = `${folder}/${contact.address.replace(':', '-')}-${contact.incarnation}.db`;
    if (remains?.database) copyFileSync(remains.database, path);
    let count = 0;
    const keep = async (delay: () => Promise<void>) => {
      count += 1;
      const image = `${path}.${count}`;
      copyFileSync(path, image);
      await delay();
      renameSync(image, `${path}.durable`);
      this.#durable = `${path}.durable`;
    };
    const late = () => new Promise<void>((resolve) => void this.#system.schedule(60_000, resolve));
    const database = openDatabase(path, {
      log: {
        sync: async () => {
          if (mutant === 'answers-before-the-sync') void keep(late);
          else await keep(() => this.#syncDelay());
        },
        syncNow: () => undefined,
        close: () => undefined,
      },
    });
    // A crash is made of the images; SQLite itself need not wait for the real disk.
    database.exec('PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;');
    return database;
  }
}
