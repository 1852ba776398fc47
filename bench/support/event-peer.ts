// One peer of the bench `events`, as far as its events go: log, publisher and watch, in a process of its own. The gateway's
// process tells it what to do and asks it what it would ask a peer, over the channel between the two.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAmqpBroker } from '../../packages/peer/src/events/amqp-broker.ts';
import { createEventLog } from '../../packages/peer/src/events/event-log.ts';
import { createPublishCursor } from '../../packages/peer/src/events/publish-cursor.ts';
import { createPublisher } from '../../packages/peer/src/events/publisher.ts';
import { createTelemetry } from '../../packages/peer/src/events/telemetry.ts';
import { createWatch } from '../../packages/peer/src/events/watch.ts';
import { openDatabase } from '../../packages/peer/src/store/database.ts';
import { realSystem as system } from '../../packages/peer/src/system.ts';

export const INCARNATION = 7;

export type PeerCommand =
  /** As fast as it goes, or so many a second. */
  | { readonly do: 'record'; readonly count: number; readonly perSecond: number | undefined }
  | { readonly do: 'watch'; readonly call: number; readonly from: { incarnation: bigint; afterSeq: bigint } }
  | { readonly do: 'end'; readonly call: number };

export type PeerReport =
  | { readonly type: 'status'; readonly seq: number; readonly waiting: number }
  | { readonly type: 'recorded' }
  | { readonly type: 'part'; readonly call: number; readonly part: unknown };

/** Facts that wait for the disk together. */
const AT_ONCE = 32;
const logger = { info: () => {}, warn: () => {} };

/** The size of each fact says when it was made, in microseconds: the browser tells from it how old it is. */
function fact() {
  const nowUs = BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000));
  return { case: 'fileReplicated', value: { fileId: 'f1'.repeat(32), size: nowUs, repair: false } } as const;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function main(peerId: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'acorde-bench-events-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.on('disconnect', () => process.exit(0));
  const common = { system, peerId, incarnation: INCARNATION };
  const database = openDatabase(join(folder, 'index.db'));
  const log = createEventLog({ ...common, database });
  const telemetry = createTelemetry(common);
  const connectionName = `bench ${peerId.slice(0, 2)}`;
  const publisher = createPublisher({
    ...{ peerId, log, telemetry, system, logger },
    cursor: createPublishCursor({ database, system, name: 'amqp' }),
    broker: createAmqpBroker({
      url: process.env.AMQP_URL ?? '',
      queue: 'file_notifications',
      connectionName,
      system,
    }),
  });
  const watch = createWatch({ log, telemetry, system });
  const calls = new Map<number, AbortController>();
  const report = (message: PeerReport) => process.connected && process.send?.(message);

  async function record(count: number, perSecond: number | undefined): Promise<void> {
    const startMs = performance.now();
    for (let made = 0; made < count; ) {
      const due =
        perSecond === undefined ? made + AT_ONCE : ((performance.now() - startMs) / 1000) * perSecond;
      const facts = Math.min(count, Math.floor(due)) - made;
      await Promise.all(Array.from({ length: facts }, () => log.record(fact())));
      made += facts;
      if (perSecond !== undefined) await pause(1);
    }
    report({ type: 'recorded' });
  }

  async function follow(call: number, from: { incarnation: bigint; afterSeq: bigint }): Promise<void> {
    const end = new AbortController();
    calls.set(call, end);
    const place = { incarnation: Number(from.incarnation), seq: Number(from.afterSeq) };
    for await (const part of watch(place, { telemetry: false, signal: end.signal }))
      report({ type: 'part', call, part });
    calls.delete(call);
  }

  process.on('message', (command: PeerCommand) => {
    if (command.do === 'record') void record(command.count, command.perSecond);
    if (command.do === 'watch') void follow(command.call, command.from);
    if (command.do === 'end') calls.get(command.call)?.abort();
  });
  await log.start({});
  publisher.start();
  setInterval(
    () => report({ type: 'status', seq: log.position().seq, waiting: publisher.status().waiting }),
    100,
  );
}

const [, script = '', peerId] = process.argv;
if (script.endsWith('event-peer.ts') && peerId) await main(peerId);
