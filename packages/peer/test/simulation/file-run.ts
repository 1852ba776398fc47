// A run: peers on a simulated ring, to which faults happen while files are put and removed. The book of files says what
// must be readable when the faults are over. One seed decides everything.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Contact, Identifier } from '@acorde/chord';
import { becomesIdeal, type Host, SeededRandom, SIMULATED, World } from '@acorde/simulator';
import type { EntryId, FileId } from '../../src/records/record.ts';
import { sampleBytes, trickle } from '../../src/store/testing/sample-bytes.ts';
import { createFileBook } from '../files/check-files.ts';
import { signerNamed } from '../records/identities.ts';
import { unreadable } from './check-reads.ts';
import { CopyCount } from './copy-count.ts';
import { expected } from './expected.ts';
import { K, W } from './life-options.ts';
import { Messages } from './messages.ts';
import { quietTurns } from './quiet-turns.ts';
import type { Served } from './remotes.ts';
import { named, type RunPeer } from './run-peer.ts';
import type { FileRunOptions, FileRunReport } from './run-report.ts';
import { SimulatedLife } from './simulated-life.ts';
import { someWeather } from './some-weather.ts';

interface Put {
  readonly entryId: EntryId;
  readonly fileId: FileId;
  readonly peer: RunPeer;
}

const PEERS_MIN = 5;
const PEERS_MAX = 8;
const UP_MIN = 4;
/** In the database, and in files of their own. */
const SIZES = [100, 3_000, 70_000, 200_000];
const ALONE_MS = 15_000;
const SETTLE_MS = 120_000;
/** Where it exists, databases need no disk. */
const MEMORY = '/dev/shm';

export async function fileRun(options: FileRunOptions): Promise<FileRunReport> {
  const folder = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'acorde-files-'));
  try {
    return await new FileRun(options, folder).run();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

class FileRun {
  readonly #options: FileRunOptions;
  readonly #folder: string;
  readonly #random: SeededRandom;
  readonly #world: World;
  readonly #messages: Messages<Served>;
  readonly #peers: RunPeer[] = [];
  readonly #book = createFileBook({ replicas: K, writeQuorum: W });
  readonly #puts: Put[] = [];
  readonly #counts: Record<string, number> = {};
  readonly #copies = new CopyCount(this.#book);
  #losses = 0;

  constructor(options: FileRunOptions, folder: string) {
    this.#options = options;
    this.#folder = folder;
    this.#random = new SeededRandom(options.seed, 'files');
    this.#world = new World({ seed: options.seed, parameters: SIMULATED, turns: quietTurns });
    const network = new SeededRandom(options.seed, 'messages');
    this.#messages = new Messages(this.#world, network, (peerId) => this.#readyLife(peerId));
    this.#world.listener = (host) => this.#peerOf(host)?.life?.ringChanged();
  }

  async run(): Promise<FileRunReport> {
    for (let i = 0; i < PEERS_MIN + 1; i += 1) await this.#settle(this.#join());
    await becomesIdeal(this.#world, SETTLE_MS);
    const endMs = this.#world.nowMs + this.#options.minutes * 60_000;
    while (this.#world.nowMs < endMs) {
      this.#act();
      this.#copies.look(this.#ready, this.#world.nowMs);
      await this.#world.run(this.#random.below(this.#random.pick([300, 3_000, 15_000]) ?? 1));
    }
    await this.#calm();
    const due = this.#book.due();
    const problems = await unreadable(this.#world, due, this.#ready);
    const counts = { ...this.#counts, acknowledged: this.#book.count, due: due.size };
    const { nowMs, events } = this.#world;
    return { seed: this.#options.seed, problems, simulatedMs: nowMs, events, counts };
  }

  #act(): void {
    const chance = this.#random.next();
    if (chance < 0.4) this.#put();
    else if (chance < 0.45) this.#remove();
    else if (chance < 0.6) this.#crash();
    else if (chance < 0.78) this.#restart();
    else if (chance < 0.84) this.#lose();
    else if (chance < 0.9) void this.#join();
    else if (chance < 0.94) this.#leave();
    else if (chance < 0.96) this.#partition();
    else if (chance < 0.98) this.#putAlone();
    else this.#turnWeather();
  }

  /** At a peer that nobody can reach: it must not be acknowledged, since this disk is lost at once when it is. */
  #putAlone(): void {
    const peer = this.#random.pick(this.#ready);
    if (!peer || this.#up.length <= UP_MIN) return;
    const { cuts } = this.#world.network;
    const others = this.#up.filter((other) => other !== peer).map(({ host }) => host.contact.address);
    this.#world.after(ALONE_MS, cuts.cut([peer.host.contact.address], others));
    this.#put(peer, () => this.#lose(peer));
  }

  #put(peer = this.#random.pick(this.#ready), then = () => this.#strike(peer)): void {
    if (!peer?.life) return;
    const { life } = peer;
    const number = this.#count('put');
    const bytes = sampleBytes(this.#random.pick(SIZES) ?? 1, number + 251 * this.#options.seed);
    bytes.set(Buffer.from(`file ${number}`));
    const losses = this.#losses;
    life.files.service.put(trickle(bytes), { name: `file ${number}` }).then(({ entry }) => {
      // A disk that was lost before the acknowledgement may have been one of the w.
      if (!life.alive || losses !== this.#losses) return;
      this.#book.acknowledged(entry.fileId, bytes);
      this.#puts.push({ entryId: entry.entryId, fileId: entry.fileId, peer });
      then();
    }, expected);
  }

  // An acknowledgement is worth least in the moment in which it is given.
  #strike(peer: RunPeer | undefined): void {
    const chance = this.#random.next();
    if (chance < 0.1) this.#lose(peer);
    else if (chance < 0.2) this.#powerCut();
  }

  /** Every machine at once; what was not synced is lost. */
  #powerCut(): void {
    this.#count('power cut');
    const victims = this.#up;
    for (const peer of victims) this.#end(peer, 'down');
    this.#world.after(1_000, () => {
      for (const peer of victims) if (peer.state === 'down') void this.#start(peer, victims);
    });
  }

  #remove(): void {
    const put = this.#random.pick(this.#puts.filter(({ peer }) => peer.life?.isReady));
    if (!put?.peer.life) return;
    this.#count('remove');
    this.#puts.splice(this.#puts.indexOf(put), 1);
    // From here on it may be gone, whether the caller is told so or not.
    this.#book.removed(put.fileId);
    put.peer.life.files.service.removeEntry(put.entryId).catch(expected);
  }

  #crash(): void {
    const peer = this.#random.pick(this.#up);
    if (!peer || this.#up.length <= UP_MIN) return;
    this.#count('crash');
    this.#end(peer, 'down');
  }

  #restart(): void {
    const peer = this.#random.pick(this.#peers.filter(({ state }) => state === 'down'));
    if (!peer) return;
    this.#count('restart');
    void this.#start(peer);
  }

  /** The machine and its disk are gone. */
  #lose(peer = this.#random.pick(this.#here)): void {
    if (!peer || this.#here.length <= PEERS_MIN || this.#up.length <= UP_MIN) return;
    this.#count('lost disk');
    if (peer.state === 'down') peer.state = 'lost';
    else this.#end(peer, 'lost');
    this.#losses += 1;
    this.#book.lost();
  }

  #join(): RunPeer | null {
    if (this.#here.length >= PEERS_MAX) return null;
    const name = `m${this.#peers.length}`;
    this.#count('join');
    const signer = signerNamed(`${name} of ${this.#options.seed}`);
    const host = this.#world.add(name, signer.peerId as string as Identifier);
    const peer: RunPeer = { name, signer, host, state: 'down', sinceMs: 0, life: null, remains: null };
    this.#peers.push(peer);
    void this.#start(peer);
    return peer;
  }

  /** For good; not while something could not be given away. */
  #leave(): void {
    const peer = this.#random.pick(this.#ready);
    if (!peer?.life || this.#here.length <= PEERS_MIN || this.#up.length <= UP_MIN) return;
    const { life } = peer;
    this.#count('leave asked');
    peer.state = 'leaving';
    // What is on its way to it now is known to nobody when it hands over.
    this.#losses += 1;
    life.handOver().then(
      (done) => {
        if (!life.alive) return;
        if (done) this.#end(peer, 'left');
        else peer.state = 'up';
        if (!done) return;
        this.#count('leave');
        if (this.#random.chance(0.7)) this.#leave();
      },
      (error: unknown) => {
        if (life.alive) peer.state = 'up';
        expected(error);
      },
    );
  }

  #partition(): void {
    this.#count('partition');
    const addresses = this.#up.map(({ host }) => host.contact.address);
    const side = addresses.filter(() => this.#random.chance(0.5));
    const rest = addresses.filter((address) => !side.includes(address));
    this.#world.after(this.#random.below(30_000), this.#world.network.cuts.cut(side, rest));
  }

  #turnWeather(): void {
    this.#world.network.weather = someWeather(this.#random);
  }

  async #start(peer: RunPeer, among: readonly RunPeer[] = this.#up): Promise<void> {
    const known: Contact[] = this.#random.sample(among, 3).map(({ host }) => host.contact);
    peer.state = 'up';
    peer.sinceMs = this.#world.nowMs;
    this.#world.start(peer.host, known);
    const process = peer.host.process;
    if (process === null) return;
    const { contact } = peer.host;
    const random = new SeededRandom(this.#options.seed, `${peer.name} ${contact.incarnation}`);
    const life = new SimulatedLife({
      ...{ world: this.#world, node: process.node, contact, signer: peer.signer, random },
      ...{
        messages: this.#messages,
        membership: named(peer, this.#peers, this.#world),
        folder: this.#folder,
      },
      ...{ remains: peer.remains, mutant: this.#options.mutant ?? null },
    });
    peer.life = life;
    await life.start();
  }

  #end(peer: RunPeer, state: 'down' | 'lost' | 'left'): void {
    peer.remains = peer.life?.end() ?? peer.remains;
    peer.life = null;
    peer.state = state;
    peer.sinceMs = this.#world.nowMs;
    this.#world.crash(peer.host);
  }

  async #calm(): Promise<void> {
    const { network } = this.#world;
    network.cuts.healAll();
    network.weather = { ...network.weather, loss: 0, reordering: 0, refuses: true };
    for (const peer of this.#peers) if (peer.state === 'down') void this.#start(peer, this.#here);
    await becomesIdeal(this.#world, SETTLE_MS);
    await this.#world.run(SETTLE_MS);
  }

  async #settle(peer: RunPeer | null): Promise<void> {
    await this.#world.until(() => peer?.life?.isReady === true && peer.host.view !== null, SETTLE_MS);
  }

  get #up(): RunPeer[] {
    return this.#peers.filter(({ state }) => state === 'up');
  }

  get #ready(): RunPeer[] {
    return this.#up.filter(({ life }) => life?.isReady);
  }

  get #here(): RunPeer[] {
    return this.#peers.filter(({ state }) => state === 'up' || state === 'down');
  }

  #readyLife(peerId: string): SimulatedLife | null {
    const life = this.#peers.find(({ signer }) => signer.peerId === peerId)?.life ?? null;
    return life?.isReady ? life : null;
  }

  #peerOf(host: Host): RunPeer | undefined {
    return this.#peers.find((peer) => peer.host === host);
  }

  #count(what: string): number {
    this.#counts[what] = (this.#counts[what] ?? 0) + 1;
    return this.#counts[what];
  }
}
