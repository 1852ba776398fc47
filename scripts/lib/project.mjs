// Where the project is, and how its tools are started: the packages' commands and this Node come first on the PATH.
import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export function environment(more = {}) {
  const paths = [dirname(process.execPath), join(root, 'node_modules', '.bin'), process.env.PATH];
  return { ...process.env, ...more, PATH: paths.join(delimiter) };
}

/** Runs a command to its end and keeps what it said. Never rejects: a command that cannot start has the code 127. */
export function capture(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env: environment(), ...options, stdio: 'pipe' });
    const said = [];
    child.stdout.on('data', (data) => said.push(data));
    child.stderr.on('data', (data) => said.push(data));
    child.on('error', (error) => resolve({ code: 127, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(said).toString() }));
  });
}
