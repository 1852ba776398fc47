import type { Identifier } from '@acorde/chord';
import type { PeerId } from '../records/record.ts';

/** `failed` means: as seen from here, until it answers again. */
export type PeerLife = 'joining' | 'up' | 'leaving' | 'failed';

/** A peer as this one knows it. */
export interface PeerView {
  readonly peerId: PeerId;
  /** For people; not unique. */
  readonly name: string;
  /** HOST:PORT of the peer listener. */
  readonly address: string;
  /** URL of the API listener, or empty. */
  readonly api: string;
  readonly zone: string;
  readonly incarnation: number;
  /** In order of their index. */
  readonly memberIds: readonly Identifier[];
  readonly state: PeerLife;
  /** Of the software. */
  readonly version: string;
}
