// Tells of the transfers while they move: looks four times a second and emits those that are not as they were.
import type { TransferView } from '../files/ports.ts';
import type { System } from '../system.ts';
import { progressFromTransfer } from './from-files.ts';
import type { Telemetry } from './telemetry.ts';

const LOOK_INTERVAL_MS = 250;
/** Transfers told of in one look, newest first. */
const TRANSFERS_MAX = 64;

export interface TransferProgress {
  start(): void;
  stop(): void;
}

export function createTransferProgress(parts: {
  transfers: () => readonly TransferView[];
  telemetry: Telemetry;
  system: System;
}): TransferProgress {
  let told = new Map<string, string>();
  let cancel: (() => void) | null = null;

  function look(): void {
    const now = new Map<string, string>();
    for (const transfer of parts.transfers().slice(0, TRANSFERS_MAX)) {
      const mark = `${transfer.state} ${transfer.moved} ${transfer.copies}`;
      now.set(transfer.transferId, mark);
      if (told.get(transfer.transferId) !== mark) parts.telemetry.emit(progressFromTransfer(transfer));
    }
    told = now;
    cancel = parts.system.schedule(LOOK_INTERVAL_MS, look);
  }

  return {
    start: () => look(),
    stop() {
      cancel?.();
      cancel = null;
    },
  };
}
