// Programs that others wrote, run as people run them.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';

/** Runs a program to its end; rejects with what it said when it fails. Resolves with its standard output. */
export function runCommand(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data) => {
      stdout += data;
    });
    child.stderr.on('data', (data) => {
      stderr += data;
    });
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve(stdout) : reject(new Error(`${command} ended with code ${code}: ${stderr}`)),
    );
  });
}

/** Resolves when the program has ended after the signal. */
export function endProcess(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill(signal);
  });
}

/** The path of a program, or null when it is not installed. */
export function findProgram(name: string): string | null {
  for (const path of [name, `/usr/sbin/${name}`]) {
    if (!spawnSync(path, ['-V']).error) return path;
  }
  return null;
}
