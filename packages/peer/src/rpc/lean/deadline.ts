// A deadline that counts only the time in which this process could have read an answer. When its own event loop stood
// still (a busy machine, a stopped process), timers come before the sockets are read: the answer may lie there unread,
// and a neighbour would be called dead for our own absence.
import type { System } from '../../system.ts';

/** A timer that comes later than this tells of a loop that stood still. */
const STALL_MS = 25;

/** How often one deadline is put off: a process that is starved all the time learns of the dead late, but learns. */
const PUT_OFF_MAX = 4;

/** Calls `expire` once after `timeoutMs`, or later by as much as the timer was late (at most `timeoutMs`), again and
 * again while it comes late, at most four times. The result cancels it. */
export function startDeadline(system: System, timeoutMs: number, expire: () => void): () => void {
  let putOff = 0;
  let cancel = () => {};
  const wait = (delayMs: number) => {
    const endMs = system.monotonicMs() + delayMs;
    cancel = system.schedule(delayMs, () => {
      const lateMs = system.monotonicMs() - endMs;
      if (lateMs < STALL_MS || putOff === PUT_OFF_MAX) return expire();
      putOff += 1;
      wait(Math.min(lateMs, timeoutMs));
    });
  };
  wait(timeoutMs);
  return () => cancel();
}
