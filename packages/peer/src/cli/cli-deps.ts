// What the command is made of, so that a test needs no process.
import type { Readable } from 'node:stream';
import type { System } from '../system.ts';
import type { OpenBatches } from './batch-client.ts';
import type { CliActions } from './cli-actions.ts';

export interface Output {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(data: string | Uint8Array): boolean;
  once(event: 'drain', listener: () => void): unknown;
}

export interface CliDeps {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdin: Readable;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where relative paths start. */
  readonly cwd: string;
  readonly fetch: typeof globalThis.fetch;
  /** Small files of a folder travel many in one call; one by one without it. */
  readonly batches?: OpenBatches | undefined;
  readonly system: System;
  /** Aborts when the user interrupts. */
  readonly signal: AbortSignal;
  readonly actions: CliActions;
  /** Of the software. */
  readonly version: string;
}
