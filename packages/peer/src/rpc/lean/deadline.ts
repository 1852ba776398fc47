// A deadline that counts only the time in which this process could have read an answer. When its own event loop stood
// still (a busy machine, a stopped process), timers come before the sockets are read: the answer may lie there unread,
// and a neighbour would be called dead for our own absence.
import type { System } from '../../system.ts';

/** A timer that comes later than this tells of a loop that stood still. */
const STALL_MS = 25;

/** Calls `expire` once after `timeoutMs`, or later by as much as the timer was late, at most twice that. The result
 * cancels it. */
export function startDeadline(system: System, timeoutMs: number, expire: () => void): () => void {
  const endMs = system.monotonicMs() + timeoutMs;
  let cancel = system.schedule(timeoutMs, () => {
    const lateMs = system.monotonicMs() - endMs;
    if (lateMs < STALL_MS) return expire();
    cancel = system.schedule(Math.min(lateMs, timeoutMs), expire);
  });
  return () => cancel();
}
