// Events by way of a real RabbitMQ that this bench starts: from a state change at one of eight peers, through log,
// publisher, broker and gateway, to the WebSocket of a browser. The reference is the client library alone, publishing with
// confirms to the same exchange and queues in the same run. Flags: --messages N (16000), --events N (100000),
// --browsers N (200), --seconds N (10), --only throughput,latency,crowd,killed.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startBroker, type TestBroker } from '../e2e/support/rabbitmq.ts';
import { amqp } from '../packages/peer/test/broker/amqp-client.ts';
import { type CheckingBrowser, openCheckingBrowser, openPlainBrowser } from './support/event-browser.ts';
import type { RigCommand, RigReport } from './support/event-rig.ts';

const RIG = fileURLToPath(new URL('./support/event-rig.ts', import.meta.url));
/** As long as a message of a fact of this bench. */
const MESSAGE_BYTES = 480;
const KILLS = 3;
const KILLED_PER_SECOND = 4_000;
const MIB = 1024 * 1024;

interface Rig {
  readonly url: string;
  run(command: RigCommand): Promise<Extract<RigReport, { type: 'done' }>>;
  status(): { rssBytes: number };
  stop(): Promise<void>;
}

type Say = (what: string, measured: string) => void;

export async function benchEvents(args: readonly string[]): Promise<void> {
  const text = { type: 'string' } as const;
  const options = { messages: text, events: text, browsers: text, seconds: text, only: text };
  const { values } = parseArgs({ args: [...args], options });
  const [messages, events] = [Number(values.messages ?? 16_000), Number(values.events ?? 100_000)];
  const [browsers, seconds] = [Number(values.browsers ?? 200), Number(values.seconds ?? 10)];
  const wanted = (part: string) => values.only === undefined || values.only.split(',').includes(part);
  const rows: string[] = [];
  const say: Say = (what, measured) => {
    rows.push(`| ${what} | ${measured} |`);
    process.stderr.write(`  ${what}: ${measured}\n`);
  };
  const broker = await startBroker({ mustBeKillable: true });
  // Nobody else would end it.
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void broker.stop().then(() => process.exit(130)));
  try {
    const rig = await startRig(broker);
    const browser = await openCheckingBrowser(rig.url);
    await rig.run({ do: 'record', count: 800 });
    await browser.reached(800);
    if (wanted('throughput')) await throughput(broker, rig, browser, messages, say);
    if (wanted('latency')) await latency(broker, rig, browser, seconds, say);
    if (wanted('crowd')) await crowd(rig, browser, { browsers, seconds }, say);
    await rig.stop();
    if (wanted('killed')) await killedBroker(broker, events, say);
  } finally {
    await broker.stop();
  }
  process.stdout.write(`| what | measured |\n|---|---|\n${rows.join('\n')}\n`);
}

async function startRig(broker: TestBroker, mode: 'whole' | 'bare' = 'whole'): Promise<Rig> {
  const child: ChildProcess = fork(RIG, [mode], {
    env: { ...process.env, AMQP_URL: broker.url },
    // As the launcher and the image start it.
    execArgv: ['--max-semi-space-size=8'],
  });
  let status = { rssBytes: 0 };
  const waiting = new Map<RigReport['type'], (report: RigReport) => void>();
  // One listener for all reports: two may come in one turn, and none may be lost.
  child.on('message', (report: RigReport) => {
    if (report.type === 'status') status = report;
    waiting.get(report.type)?.(report);
    waiting.delete(report.type);
  });
  const next = <T extends RigReport['type']>(type: T) =>
    new Promise<Extract<RigReport, { type: T }>>((resolve) => {
      waiting.set(type, (report) => resolve(report as Extract<RigReport, { type: T }>));
    });
  const { url } = await next('ready');
  return {
    url,
    run(command) {
      child.send(command);
      return next('done');
    },
    status: () => status,
    async stop() {
      const gone = once(child, 'exit');
      // It ends by itself then, and so do its peers.
      child.disconnect();
      await gone;
    },
  };
}

/** Three rounds of each, in turn, so that a slow moment of the machine meets both. */
async function throughput(broker: TestBroker, rig: Rig, browser: CheckingBrowser, count: number, say: Say) {
  const bare = await startRig(broker, 'bare');
  const rates: { bare: number[]; ours: number[] } = { bare: [], ours: [] };
  for (let round = 0; round < 3; round += 1) {
    await purge(broker);
    const { ms } = await bare.run({ do: 'bare', count, bytes: MESSAGE_BYTES });
    rates.bare.push((count / ms) * 1000);
    const before = browser.count();
    const startMs = performance.now();
    const done = rig.run({ do: 'record', count });
    await browser.reached(before + count);
    rates.ours.push((count / (performance.now() - startMs)) * 1000);
    await done;
  }
  await bare.stop();
  browser.takeLatenciesMs();
  const [theirs, ours] = [median(rates.bare), median(rates.ours)];
  say(`bare amqplib with confirms, ${count} messages, median of 3`, `${theirs.toFixed(0)}/s`);
  say(`state change to WebSocket, ${count} events of 8 peers, median of 3`, `${ours.toFixed(0)}/s`);
  say('ratio of the two', (ours / theirs).toFixed(2));
}

async function latency(
  broker: TestBroker,
  rig: Rig,
  browser: CheckingBrowser,
  seconds: number,
  say: Say,
): Promise<void> {
  const before = browser.count();
  const count = 1000 * seconds;
  await purge(broker);
  const bare = await startRig(broker, 'bare');
  const reference = { do: 'bare paced', count, bytes: MESSAGE_BYTES, perSecond: 1000 } as const;
  const { latenciesMs = [] } = await bare.run(reference);
  await bare.stop();
  say(`bare amqplib, publish to consumer at 1,000 messages/s, ${seconds} s`, percentiles(latenciesMs));
  browser.takeLatenciesMs();
  await rig.run({ do: 'record', count, perSecond: 1000 });
  await browser.reached(before + count);
  say(`state change to browser at 1,000 events/s, ${seconds} s`, percentiles(browser.takeLatenciesMs()));
}

async function crowd(
  rig: Rig,
  browser: CheckingBrowser,
  { browsers, seconds }: { browsers: number; seconds: number },
  say: Say,
): Promise<void> {
  const plain = await Promise.all(Array.from({ length: browsers - 2 }, () => openPlainBrowser(rig.url)));
  // The first second is for two hundred greetings.
  const greeted = browser.count();
  await rig.run({ do: 'record', count: 400, perSecond: 500 });
  await browser.reached(greeted + 400);
  browser.takeLatenciesMs();
  const before = browser.count();
  const count = 500 * seconds;
  await rig.run({ do: 'record', count, perSecond: 500 });
  await browser.reached(before + count);
  const alone = percentiles(browser.takeLatenciesMs());
  const stuck = await openPlainBrowser(rig.url, { stuck: true });
  let rss = 0;
  const watch = setInterval(() => {
    rss = Math.max(rss, rig.status().rssBytes);
  }, 250);
  // Long enough to fill what the kernel holds for a reader that never comes, and the gateway's cap behind it.
  const largest = 6 * count;
  await rig.run({ do: 'record', count: largest, perSecond: 500 });
  await browser.reached(before + count + largest);
  clearInterval(watch);
  say(`${browsers - 1} browsers at 500 events/s, ${seconds} s`, alone);
  say(`the same and one that never reads, ${seconds * 6} s`, percentiles(browser.takeLatenciesMs()));
  await stuck.readsRest();
  say(
    'the one that never reads was cut off',
    `${stuck.closed()}, ${(stuck.bytes() / MIB).toFixed(1)} MiB were on their way`,
  );
  say('others that were cut off', String(plain.filter((one) => one.closed()).length));
  say('resident memory of the gateway, largest', `${(rss / MIB).toFixed(0)} MiB`);
  for (const one of [...plain, stuck]) one.close();
}

/** The broker is killed and started again three times while events are made; nothing may be missing at either end. */
async function killedBroker(broker: TestBroker, count: number, say: Say): Promise<void> {
  await purge(broker);
  const rig = await startRig(broker);
  const browser = await openCheckingBrowser(rig.url);
  const queue = readQueueThroughout(broker);
  const startMs = performance.now();
  const done = rig.run({ do: 'record', count, perSecond: KILLED_PER_SECOND });
  for (let kill = 1; kill <= KILLS; kill += 1) {
    await browser.reached((count * kill) / (KILLS + 1));
    await broker.kill();
    await broker.restart();
  }
  await Promise.all([browser.reached(count), queue.reached(count), done]);
  const { rssBytes } = await done;
  const seconds = ((performance.now() - startMs) / 1000).toFixed(0);
  const at = (counts: { count(): number; duplicates(): number; disordered(): number }) =>
    `${count - counts.count()} missing, ${counts.duplicates()} repeated, ${counts.disordered()} out of order`;
  say(
    `${count} events of 8 peers, the broker killed ${KILLS} times, ${seconds} s: at the browser`,
    at(browser),
  );
  say('the same: at the queue file_notifications, by message id', at(queue));
  say('the same: resident memory of the gateway at the end', `${(rssBytes / MIB).toFixed(0)} MiB`);
  queue.stop();
  browser.close();
  await rig.stop();
}

/** A consumer that connects again each time. Repetitions are what at-least-once delivery means: they are dropped by id. */
function readQueueThroughout(broker: TestBroker) {
  const seen = new Set<string>();
  const last = new Map<string, number>();
  let [repeated, disordered, stopped] = [0, 0, false];
  let wake = () => {};

  function take(text: string): void {
    const { id, peerid, sequence } = JSON.parse(text) as { id: string; peerid: string; sequence: string };
    if (seen.has(id)) {
      repeated += 1;
      return;
    }
    seen.add(id);
    if (Number(sequence) < (last.get(peerid) ?? 0)) disordered += 1;
    last.set(peerid, Math.max(Number(sequence), last.get(peerid) ?? 0));
    wake();
  }

  async function readOnce(): Promise<void> {
    const connection = await amqp.connect(broker.url);
    const ended = new Promise<void>((resolve) => connection.on('close', () => resolve()));
    connection.on('error', () => {});
    const channel = await connection.createChannel();
    channel.on('error', () => {});
    await channel.prefetch(500);
    await channel.consume('file_notifications', (message) => {
      if (!message) return;
      take(message.content.toString());
      channel.ack(message);
    });
    await ended;
  }

  async function run(): Promise<void> {
    while (!stopped) {
      await readOnce().catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  void run();
  return {
    count: () => seen.size,
    duplicates: () => repeated,
    disordered: () => disordered,
    async reached(count: number) {
      while (seen.size < count)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    },
    stop() {
      stopped = true;
    },
  };
}

async function purge(broker: TestBroker): Promise<void> {
  const connection = await amqp.connect(broker.url);
  await (await connection.createChannel()).purgeQueue('file_notifications');
  await connection.close();
}

function percentiles(ms: readonly number[]): string {
  const sorted = [...ms].sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN).toFixed(1);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, largest ${at(1)} ms`;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
