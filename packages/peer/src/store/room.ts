// How much more this peer takes in. Two limits: the quota that its user gave it, and the disk, of which a little is left
// for the index, so that a full disk still takes tombstones and deletes. What is on its way in counts as if it were there.
import { AcordeError } from '@acorde/protocol';
import type { System } from '../system.ts';
import { storageError } from './storage-error.ts';

/** Bytes of the disk that uploads leave alone. */
export const RESERVE_BYTES = 32 * 1024 * 1024;
/** How long a sum over all copies holds, and what the disk said of its free room. */
const KNOWN_MS = 1_000;

export interface Room {
  /** Makes room for an upload of `size` bytes, when that is known. Errors: DISK_FULL, INTERNAL. */
  claim(size: number | undefined): Promise<Claim>;
  /** Undefined: as much as the disk takes. */
  readonly quotaBytes: number | undefined;
}

/** The room of one upload. */
export interface Claim {
  /** The upload has so many bytes now. Errors: DISK_FULL when they are more than there is room for. */
  grow(bytes: number): void;
  /** The upload has ended, either way. Safe to call twice. */
  release(): void;
}

export interface RoomDeps {
  /** Bytes of this peer's own copies. */
  ownBytes(): number;
  freeBytes(): Promise<number>;
  readonly quotaBytes?: number | undefined;
  readonly reserveBytes?: number | undefined;
  readonly system: Pick<System, 'monotonicMs'>;
}

export function createRoom(deps: RoomDeps): Room {
  const { quotaBytes, reserveBytes = RESERVE_BYTES, system } = deps;
  let claimedBytes = 0;
  let known = { bytes: 0, untilMs: Number.NEGATIVE_INFINITY };
  /** Of the disk, less what has been claimed since it was asked. */
  let free = { bytes: 0, untilMs: Number.NEGATIVE_INFINITY };

  function keptBytes(): number {
    if (system.monotonicMs() >= known.untilMs)
      known = { bytes: deps.ownBytes(), untilMs: system.monotonicMs() + KNOWN_MS };
    return known.bytes;
  }

  function checkQuota(moreBytes: number): void {
    if (quotaBytes === undefined || keptBytes() + claimedBytes + moreBytes <= quotaBytes) return;
    // The sum may be a moment old: what was removed since has made room.
    known.untilMs = Number.NEGATIVE_INFINITY;
    if (keptBytes() + claimedBytes + moreBytes > quotaBytes)
      throw new AcordeError(
        'DISK_FULL',
        `this peer keeps at most ${quotaBytes} bytes, and has ${keptBytes()}`,
      );
  }

  async function askDisk(): Promise<void> {
    const bytes = await deps.freeBytes().catch((error) => {
      throw storageError(error);
    });
    free = { bytes, untilMs: system.monotonicMs() + KNOWN_MS };
  }

  /** To ask the disk costs more than to take a small file in; it is asked again before anything is refused. */
  async function checkDisk(size: number): Promise<void> {
    const isKnown = system.monotonicMs() < free.untilMs && size + reserveBytes <= free.bytes;
    if (!isKnown) await askDisk();
    if (size + reserveBytes > free.bytes)
      throw new AcordeError('DISK_FULL', `this peer has no room for ${size} bytes`);
    free.bytes -= size;
  }

  return {
    quotaBytes,
    async claim(size = 0) {
      checkQuota(size);
      await checkDisk(size);
      checkQuota(size);
      let own = size;
      let isOpen = true;
      claimedBytes += own;
      return {
        grow(bytes) {
          const more = bytes - own;
          if (!isOpen || more <= 0) return;
          checkQuota(more);
          own += more;
          claimedBytes += more;
          free.bytes -= more;
        },
        release() {
          if (!isOpen) return;
          isOpen = false;
          claimedBytes -= own;
          // A copy, mostly; what it was not is found by the next sum.
          known = { ...known, bytes: known.bytes + own };
        },
      };
    },
  };
}
