// A throw-away RabbitMQ for tests: its own home, node name and free ports, on 127.0.0.1, so that it meets no other
// broker of the machine. It can be killed and started again with what it had on disk. The order is AMQP_URL (a broker of
// somebody else, which cannot be killed), then a local binary; without both a suite is skipped and says why.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

export interface TestBroker {
  /** `amqp://guest:guest@127.0.0.1:port`. */
  readonly url: string;
  /** False for a broker that was given by AMQP_URL. */
  readonly canBeKilled: boolean;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again, with its data. */
  restart(): Promise<void>;
  /** Resolves when a kill cannot take away which queues there are: RabbitMQ writes that half a second late, and a stream
   * that was made just before is lost for good. */
  settle(): Promise<void>;
  /** Runs rabbitmqctl against it, as its operator would. Resolves with what it printed. */
  control(...args: string[]): Promise<string>;
  /** What a program needs in its environment for rabbitmqctl to reach this broker. */
  readonly environment: NodeJS.ProcessEnv;
  /** rabbitmqctl of this broker, for the shell. */
  readonly controlCommand: string;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

const BINARIES = ['/usr/lib/rabbitmq/bin/rabbitmq-server', '/opt/homebrew/sbin/rabbitmq-server'];
const READY_TIMEOUT_MS = 60_000;
const POLL_MS = 100;
const PROTOCOL_HEADER = Buffer.from('AMQP\0\0\x09\x01', 'latin1');

/** Why a suite that needs a broker cannot run; null when it can. With ACORDE_NO_SKIP=1 that is an error. */
export function whyNoBroker({ mustBeKillable = false } = {}): string | null {
  const reason = reasonFor(mustBeKillable);
  if (reason && process.env.ACORDE_NO_SKIP === '1')
    throw new Error(`${reason}; ACORDE_NO_SKIP=1 forbids to skip`);
  if (reason) process.stderr.write(`skipped: ${reason}\n`);
  return reason;
}

function reasonFor(mustBeKillable: boolean): string | null {
  if (binaryPath() && findInPath('epmd')) return null;
  if (process.env.AMQP_URL && !mustBeKillable) return null;
  return `no broker: install rabbitmq-server${mustBeKillable ? '' : ', or set AMQP_URL'}`;
}

/** Starts a broker, or takes the one of AMQP_URL when it need not be killed. */
export async function startBroker({ mustBeKillable = false } = {}): Promise<TestBroker> {
  if (process.env.AMQP_URL && !mustBeKillable) return givenBroker(process.env.AMQP_URL);
  const home = mkdtempSync(join(tmpdir(), 'acorde-rabbitmq-'));
  const ports = { amqp: await freePort(), distribution: await freePort(), epmd: await freePort() };
  const environment = brokerEnvironment(home, ports);
  const epmd = spawn('epmd', ['-port', String(ports.epmd), '-address', '127.0.0.1'], { stdio: 'ignore' });
  let server = await startServer(environment, ports.amqp, home);
  return {
    url: `amqp://guest:guest@127.0.0.1:${ports.amqp}`,
    canBeKilled: true,
    kill: () => end(server, 'SIGKILL'),
    environment,
    controlCommand: [controlPath(), ...nodeFlags(environment)].join(' '),
    control: (...args) => control(environment, args),
    async settle() {
      await control(environment, ['eval', '[dets:sync(Table) || Table <- dets:all()].']);
    },
    async restart() {
      server = await startServer(environment, ports.amqp, home);
    },
    async stop() {
      await end(server, 'SIGKILL');
      const gone = exited(epmd);
      epmd.kill('SIGKILL');
      await gone;
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function givenBroker(url: string): TestBroker {
  const refuse = () => Promise.reject(new Error('the broker of AMQP_URL is not to be killed'));
  return {
    ...{ url, canBeKilled: false, environment: {}, controlCommand: '' },
    ...{ kill: refuse, restart: refuse, control: refuse, settle: refuse, stop: () => Promise.resolve() },
  };
}

async function control(environment: NodeJS.ProcessEnv, args: string[]): Promise<string> {
  const options = { env: environment, timeout: 60_000 };
  const command = [...nodeFlags(environment), ...args];
  const { stdout } = await promisify(execFile)(controlPath(), command, options);
  return stdout;
}

/** Beside the server: the one in the path would change to the user of the package. */
function controlPath(): string {
  return join(dirname(binaryPath() ?? ''), 'rabbitmqctl');
}

function nodeFlags(environment: NodeJS.ProcessEnv): string[] {
  return ['-n', environment.RABBITMQ_NODENAME ?? ''];
}

function brokerEnvironment(home: string, ports: { amqp: number; distribution: number; epmd: number }) {
  const plugins = join(home, 'enabled_plugins');
  writeFileSync(plugins, '[].\n');
  writeFileSync(join(home, '.erlang.cookie'), 'acordetestbroker', { mode: 0o400 });
  return {
    PATH: searchPath(),
    HOME: home,
    LANG: 'C.UTF-8',
    RABBITMQ_NODENAME: `acorde${ports.amqp}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(ports.amqp),
    RABBITMQ_DIST_PORT: String(ports.distribution),
    ERL_EPMD_PORT: String(ports.epmd),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
    RABBITMQ_MNESIA_BASE: join(home, 'data'),
    RABBITMQ_LOG_BASE: join(home, 'log'),
    RABBITMQ_PID_FILE: join(home, 'pid'),
    RABBITMQ_CONFIG_FILE: join(home, 'rabbitmq'),
    RABBITMQ_CONF_ENV_FILE: join(home, 'rabbitmq-env.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: plugins,
  };
}

/** In a process group of its own: the script, the virtual machine and its helpers end together. */
async function startServer(
  environment: NodeJS.ProcessEnv,
  port: number,
  home: string,
): Promise<ChildProcess> {
  const binary = binaryPath();
  if (!binary) throw new Error('rabbitmq-server is not installed');
  const server = spawn(binary, [], { env: environment, stdio: 'ignore', detached: true });
  const deadlineMs = performance.now() + READY_TIMEOUT_MS;
  while (!(await speaksAmqp(port))) {
    if (server.exitCode !== null)
      throw new Error(`rabbitmq-server ended with ${server.exitCode}; see ${home}/log`);
    if (performance.now() > deadlineMs) {
      await end(server, 'SIGKILL');
      throw new Error(`rabbitmq-server was not ready within ${READY_TIMEOUT_MS} ms; see ${home}/log`);
    }
    await sleep(POLL_MS);
  }
  return server;
}

async function end(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null || server.pid === undefined) return;
  const gone = exited(server);
  process.kill(-server.pid, signal);
  await gone;
}

function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

/** Whether a broker greets: it does so once it serves its default user and vhost. */
function speaksAmqp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(PROTOCOL_HEADER));
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(2_000, () => settle(false));
    socket.once('data', (data) => settle(data[0] === 1));
    socket.once('error', () => settle(false));
    socket.once('close', () => settle(false));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

function binaryPath(): string | undefined {
  return BINARIES.find((path) => existsSync(path)) ?? findInPath('rabbitmq-server');
}

function findInPath(name: string): string | undefined {
  return searchPath()
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

/** Servers live in sbin, which is not on everybody's path. */
function searchPath(): string {
  return [process.env.PATH ?? '', '/usr/sbin', '/usr/bin', '/bin'].join(delimiter);
}
