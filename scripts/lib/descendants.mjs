// Finds the processes that a run has started, however they detached themselves: they inherited a mark in their
// environment. Only Linux shows it (/proc); elsewhere nothing is found.
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const EXIT_TIMEOUT_MS = 5_000;
const POLL_INTERVAL_MS = 100;

/** Waits a moment for the marked processes to end, then kills those that are left, by pid, and returns them. */
export async function endMarked(mark) {
  const deadlineMs = performance.now() + EXIT_TIMEOUT_MS;
  while (marked(mark).length && performance.now() < deadlineMs) await delay(POLL_INTERVAL_MS);
  const left = marked(mark);
  for (const { pid } of left) kill(pid);
  return left;
}

/** `mark` is NAME=value. Zombies do not count: they have ended. */
function marked(mark) {
  return pids()
    .filter((pid) => pid !== process.pid && has(pid, mark))
    .map((pid) => ({ pid, command: text(pid, 'cmdline').replaceAll('\0', ' ').trim() }))
    .filter(({ command }) => command);
}

function has(pid, mark) {
  return text(pid, 'environ').split('\0').includes(mark);
}

function pids() {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function text(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
}

function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended in between.
  }
}
