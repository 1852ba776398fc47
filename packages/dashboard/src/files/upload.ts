// What the page knows of one upload: a file, or a folder with all that is below it.
import type { UploadReply } from '../wire-rest.ts';
import type { RateSample } from './rate.ts';

export type UploadState = 'waiting' | 'sending' | 'finishing' | 'done' | 'failed' | 'cancelled';

export interface Upload {
  readonly id: number;
  readonly name: string;
  /** Bytes; of a folder, of all its files. */
  readonly size: number;
  readonly sent: number;
  readonly state: UploadState;
  readonly samples: readonly RateSample[];
  readonly reply: UploadReply | null;
  /** False when the fleet had the same entry before. */
  readonly created: boolean;
  readonly error: UploadFault | null;
  /** Null for a file. */
  readonly folder: FolderProgress | null;
}

export interface UploadFault {
  readonly code: string;
  readonly message: string;
}

export interface FolderProgress {
  /** Files in all. */
  readonly files: number;
  readonly done: number;
  /** Those on their way, by path. */
  readonly current: readonly FileProgress[];
  /** Those that failed; the others went on. */
  readonly failed: readonly { readonly path: string; readonly error: UploadFault }[];
}

export interface FileProgress {
  readonly path: string;
  readonly size: number;
  readonly sent: number;
}

/** A file of a folder; `path` is relative to it, with `/`. */
export interface PlacedFile {
  readonly path: string;
  readonly file: File;
}

export interface UploadEnd {
  readonly reply: UploadReply;
  readonly created: boolean;
}

/** Sends one file; `onSent` tells the bytes sent so far. Rejects with ApiError. */
export type Send = (
  file: File,
  peerId: string | null,
  onSent: (bytes: number) => void,
) => { readonly done: Promise<UploadEnd>; readonly cancel: () => void };

export function isActive({ state }: Upload): boolean {
  return state === 'waiting' || state === 'sending' || state === 'finishing';
}
