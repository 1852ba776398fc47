// A fleet of real processes, started by the command that people use, in a folder of its own and on free ports.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface FleetPeer {
  readonly id: string;
  readonly name: string;
  readonly pid: number;
  readonly address: string;
  readonly api: string;
}

export interface RunningFleet {
  readonly dashboard: string;
  readonly token: string;
  readonly tokenFile: string;
  readonly data: string;
  readonly peers: readonly FleetPeer[];
  /** Everything that the launcher printed so far. */
  output(): string;
  /** When the launcher printed a line like this, Unix milliseconds. */
  saidAtMs(line: RegExp): number;
  /** As Ctrl-C does; resolves with the exit code. The data stays. */
  stop(): Promise<number | null>;
  /** Stops and removes the data, unless ACORDE_KEEP_DATA=1 says to leave them for whoever looks for a fault. */
  dispose(): Promise<void>;
}

export interface FleetStart {
  readonly peers?: number;
  readonly data?: string;
  readonly extra?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

export async function startFleet(start: FleetStart = {}): Promise<RunningFleet> {
  const data = start.data ?? mkdtempSync(join(tmpdir(), 'acorde-fleet-'));
  const port = await freePort();
  const args = [
    'run.mjs',
    'start',
    '--peers',
    String(start.peers ?? 8),
    '--port',
    String(port),
    '--data',
    data,
    ...(start.extra ?? []),
  ];
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, AMQP_URL: '', ...start.env },
  });
  const output = collect(child);
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  await until(output.seen, exited, /^ready (\S+)$/m, () => output.text());
  const file = JSON.parse(readFileSync(join(data, 'fleet.json'), 'utf8'));
  const stop = () => {
    child.kill('SIGINT');
    return exited;
  };
  return {
    dashboard: file.dashboard,
    tokenFile: file.tokenFile,
    token: readFileSync(file.tokenFile, 'utf8').trim(),
    data,
    peers: file.peers,
    output: output.text,
    saidAtMs: output.saidAtMs,
    stop,
    async dispose() {
      await stop();
      if (process.env.ACORDE_KEEP_DATA === '1') return void process.stderr.write(`kept: ${data}\n`);
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** The REST API of one peer of a fleet, with the write token. */
export function api(fleet: RunningFleet, peer: Pick<FleetPeer, 'api'>): PeerApi {
  return peerApi(peer.api, fleet.token);
}

export type PeerApi = ReturnType<typeof peerApi>;

/** The REST API behind a URL. */
export function peerApi(url: string, token: string) {
  const headers = { authorization: `Bearer ${token}` };
  return {
    get: (path: string, more: RequestInit = {}) => fetch(`${url}${path}`, more),
    json: async <T>(path: string): Promise<T> => (await fetch(`${url}${path}`)).json() as Promise<T>,
    put: (name: string, body: NonNullable<RequestInit['body']>) =>
      fetch(`${url}/v1/files?name=${encodeURIComponent(name)}`, {
        method: 'POST',
        body,
        headers,
        duplex: 'half',
      } as RequestInit),
    delete: (path: string) => fetch(`${url}${path}`, { method: 'DELETE', headers }),
  };
}

/** Asks again and again until the answer is the wanted one; the time limit is the caller's promise to users. */
export async function eventually<T>(
  what: string,
  limitMs: number,
  ask: () => Promise<T>,
  wanted: (answer: T) => boolean,
): Promise<T> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const answer = await ask().catch((error: Error) => error);
    if (!(answer instanceof Error) && wanted(answer)) return answer;
    if (Date.now() > deadline)
      throw new Error(`${what}: not within ${limitMs} ms; last answer: ${show(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export interface FleetStatus {
  readonly peers: readonly { id: string; name: string; address: string; api: string; state: string }[];
  readonly ring: { ideal: boolean; members: number };
  readonly events: { source: string; broker: string; reason: string };
}

export async function fleetStatus(fleet: RunningFleet): Promise<FleetStatus> {
  return (await fetch(`${fleet.dashboard}/api/fleet`)).json() as Promise<FleetStatus>;
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Runs one of the project's commands to its end. */
export function run(
  command: string,
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; input?: string } = {},
) {
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, env: { ...process.env, ...options.env } });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data) => {
      stdout += data;
    });
    child.stderr.on('data', (data) => {
      stderr += data;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
    child.stdin.end(options.input ?? '');
  });
}

function collect(child: ChildProcess) {
  let text = '';
  const pieces: { endsAt: number; atMs: number }[] = [];
  const listeners = new Set<() => void>();
  const add = (data: Buffer) => {
    text += data;
    pieces.push({ endsAt: text.length, atMs: Date.now() });
    for (const listener of listeners) listener();
  };
  child.stdout?.on('data', add);
  child.stderr?.on('data', add);
  return {
    text: () => text,
    seen: (listener: () => void) => listeners.add(listener),
    saidAtMs(line: RegExp): number {
      const at = text.search(line);
      const piece = pieces.find(({ endsAt }) => at >= 0 && at < endsAt);
      if (!piece) throw new Error(`the launcher never said ${line}`);
      return piece.atMs;
    },
  };
}

function until(
  seen: (listener: () => void) => void,
  exited: Promise<number | null>,
  pattern: RegExp,
  text: () => string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    seen(() => pattern.test(text()) && resolve());
    exited.then((code) =>
      reject(new Error(`The launcher ended with code ${code} before it was ready:\n${text()}`)),
    );
  });
}

function show(answer: unknown): string {
  return answer instanceof Error ? answer.message : JSON.stringify(answer).slice(0, 1_500);
}
