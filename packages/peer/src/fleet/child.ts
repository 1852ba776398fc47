// A process that the launcher started: in a process group of its own, so that Ctrl-C reaches only the launcher, which
// then ends its children in order; and tied to the launcher by an IPC channel, so that it ends when the launcher dies.
import { type ChildProcess, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { delay, type System } from '../system.ts';

const STOP_GRACE_MS = 8_000;
/** V8 lets the space for young objects grow to tens of MiB in each process when many small calls come in, and keeps it.
 * Half of that costs no measurable time. It can only be said when a process starts. */
const MEMORY_OPTIONS = ['--max-semi-space-size=8'];

export interface Child {
  readonly pid: number;
  readonly exited: Promise<string>;
  /** Resolves with the first message of this type. Rejects when the process ends before. */
  message<T extends { type: string }>(type: T['type']): Promise<T>;
  /** Asks the process to stop and ends it when it does not. */
  stop(): Promise<void>;
  /** Ends the process without a word. */
  kill(): void;
}

export interface ChildOptions {
  readonly script: string;
  readonly args: readonly string[];
  readonly logFile: string;
  readonly env?: NodeJS.ProcessEnv;
}

export function startChild(system: System, options: ChildOptions): Child {
  const log = openSync(options.logFile, 'a', 0o600);
  const child = spawn(process.execPath, [...MEMORY_OPTIONS, options.script, ...options.args], {
    stdio: ['ignore', log, log, 'ipc'],
    detached: true,
    env: { ...process.env, ...options.env },
  });
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ? `ended by ${signal}` : `ended with code ${code}`));
  });
  return {
    pid: child.pid ?? 0,
    exited,
    message: (type) => firstMessage(child, exited, type, options.logFile),
    stop: () => stopChild(system, child, exited),
    kill: () => void child.kill('SIGKILL'),
  };
}

function firstMessage<T extends { type: string }>(
  child: ChildProcess,
  exited: Promise<string>,
  type: string,
  logFile: string,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    child.on('message', (message: { type?: string; reason?: string }) => {
      if (message.type === type) resolve(message as T);
      else if (message.type === 'failed') reject(new Error(message.reason ?? 'it failed'));
    });
    void exited.then((how) => reject(new Error(`${how}; its log is ${logFile}`)));
  });
}

async function stopChild(system: System, child: ChildProcess, exited: Promise<string>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  if (child.connected) child.send({ type: 'stop' }, () => {});
  else child.kill('SIGTERM');
  const late = new AbortController();
  const timeout = delay(system, STOP_GRACE_MS, late.signal).then(() => {
    if (!late.signal.aborted) child.kill('SIGKILL');
  });
  await exited;
  late.abort();
  await timeout;
}
