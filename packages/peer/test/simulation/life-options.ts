// What a simulated life is given, and what it leaves.
import type { ChordNode, Contact } from '@acorde/chord';
import type { SeededRandom, World } from '@acorde/simulator';
import type { Membership } from '../../src/files/ports.ts';
import type { Signer } from '../../src/records/ports.ts';
import type { Messages } from './messages.ts';
import type { Served } from './remotes.ts';

export const K = 3;
export const W = 2;

/** A mistake that must be noticed. */
export type FileMutant = 'acknowledges-at-one' | 'answers-before-the-sync';

/** What a crash leaves of a peer. */
export interface Remains {
  /** A database to be copied; null when none was ever synced. */
  readonly database: string | null;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

export interface LifeOptions {
  readonly world: World;
  readonly node: ChordNode;
  readonly contact: Contact;
  readonly signer: Signer;
  readonly random: SeededRandom;
  readonly messages: Messages<Served>;
  readonly membership: Membership;
  /** Where databases lie, on the real disk. */
  readonly folder: string;
  readonly remains: Remains | null;
  readonly mutant: FileMutant | null;
}
