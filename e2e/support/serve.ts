// One peer started by hand, as people start it on further machines: `acorde serve`.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { freePort, ROOT, run } from './fleet.ts';

const COMMAND = join(ROOT, 'packages/peer/src/main.ts');
/** As run.mjs does; the command itself is started, so that its pid is the peer's. */
const FAST_START = { NODE_COMPILE_CACHE: join(ROOT, 'node_modules', '.cache', 'node') };

export interface ServedPeer {
  readonly name: string;
  readonly pid: number;
  readonly address: string;
  readonly api: string;
  /** Everything that it printed so far. */
  output(): string;
  /** As Ctrl-C does: it leaves the ring; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** As a power cut does. */
  kill(): Promise<void>;
}

/** Resolves when the peer is part of a ring, be it of one. */
export async function servePeer(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<ServedPeer> {
  const child = spawn(process.execPath, [COMMAND, 'serve', ...args], {
    cwd: ROOT,
    env: { ...process.env, ...FAST_START, AMQP_URL: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  let output = '';
  const ready = new Promise<RegExpExecArray>((resolve, reject) => {
    const take = (data: Buffer) => {
      output += data;
      const found = /^ready (\S+) (\S+) (\S+)$/m.exec(output);
      if (found) resolve(found);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    exited.then((code) => reject(new Error(`acorde serve ended with code ${code}:\n${output}`)));
  });
  const [, name, address, api] = await ready;
  return {
    name: String(name),
    pid: Number(child.pid),
    address: String(address),
    api: String(api),
    output: () => output,
    stop() {
      child.kill('SIGTERM');
      return exited;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Starts a peer of a fleet again by its own configuration; elsewhere, as its message says, when another program has
 * taken its port meanwhile. */
export async function serveAgain(data: string, name: string): Promise<ServedPeer> {
  const config = ['--config', join(data, 'peers', name, 'config.json')];
  try {
    return await servePeer(config);
  } catch (error) {
    if (!/is in use/.test((error as Error).message)) throw error;
    const port = String(await freePort());
    const moved = ['--port', port, '--advertise', `127.0.0.1:${port}`, '--api', '127.0.0.1:0'];
    return await servePeer([...config, ...moved]);
  }
}

/** Runs an `acorde` command to its end and gives what it wrote; fails when the command does. */
export async function acorde(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const done = await run(process.execPath, [COMMAND, ...args], { env: { ...FAST_START, ...env } });
  if (done.code !== 0)
    throw new Error(`acorde ${args.join(' ')} ended with code ${done.code}:\n${done.stderr}`);
  return done.stdout;
}
