// Gauges for Prometheus, written by hand: names and help below, values read when asked.
import type { RestDeps } from '../ports.ts';
import { type Metric, prometheusText } from '../prometheus-text.ts';
import type { RestApp } from '../rest-app.ts';

type MetricsDeps = Pick<RestDeps, 'state' | 'files' | 'peers' | 'scrub' | 'loopDelay'>;

/** GET /metrics */
export function metricsRoute(app: RestApp, deps: MetricsDeps): void {
  app.get(
    '/metrics',
    { schema: { tags: ['Operations'], summary: 'Metrics in the text format of Prometheus' } },
    async (_request, reply) =>
      reply
        .header('cache-control', 'no-store')
        .type('text/plain; version=0.0.4; charset=utf-8')
        .send(prometheusText([...processMetrics(deps), ...ringMetrics(deps), ...storeMetrics(deps)])),
  );
}

function processMetrics({ state, loopDelay }: Pick<RestDeps, 'state' | 'loopDelay'>): Metric[] {
  const { uptimeSeconds } = state.read();
  const cpu = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  return [
    { name: 'process_resident_memory_bytes', help: 'Resident memory', samples: [{ value: rss }] },
    { name: 'nodejs_heap_size_used_bytes', help: 'Used heap', samples: [{ value: heapUsed }] },
    {
      name: 'process_cpu_seconds_total',
      help: 'CPU time',
      type: 'counter',
      samples: [{ value: (cpu.user + cpu.system) / 1e6 }],
    },
    {
      name: 'acorde_event_loop_delay_seconds',
      help: 'How late timers ran in the last 15 seconds; quantile 1 is the longest wait',
      samples: ['0.5', '0.99', '1'].map((quantile) => ({
        labels: { quantile },
        value: (loopDelay?.quantileMs(Number(quantile)) ?? 0) / 1000,
      })),
    },
    { name: 'acorde_uptime_seconds', help: 'Time since the start', samples: [{ value: uptimeSeconds }] },
  ];
}

function ringMetrics({ state, peers }: Pick<RestDeps, 'state' | 'peers'>): Metric[] {
  const { members, position } = state.read();
  const of = (count: (member: (typeof members)[number]) => number) =>
    members.map((member) => ({ labels: { member: member.self.memberId.slice(0, 8) }, value: count(member) }));
  const states = new Map<string, number>();
  for (const peer of peers.list()) states.set(peer.state, (states.get(peer.state) ?? 0) + 1);
  return [
    {
      name: 'acorde_ring_joined',
      help: 'Whether a member is up',
      samples: of(({ phase }) => (phase === 'up' ? 1 : 0)),
    },
    {
      name: 'acorde_ring_successors',
      help: 'Length of the successor list',
      samples: of((m) => m.successors.length),
    },
    { name: 'acorde_ring_fingers', help: 'Distinct fingers', samples: of((m) => m.fingers.length) },
    {
      name: 'acorde_peers',
      help: 'Known peers by state',
      samples: [...states].map(([state, value]) => ({ labels: { state }, value })),
    },
    { name: 'acorde_events_seq', help: 'Events of this incarnation', samples: [{ value: position.seq }] },
  ];
}

function storeMetrics({ state, files, scrub }: Pick<RestDeps, 'state' | 'files' | 'scrub'>): Metric[] {
  const { holdings } = state.read();
  const { endMs, lostFilesEver } = scrub.status();
  const running = files.transfers().filter((transfer) => transfer.state === 'running');
  return [
    { name: 'acorde_store_files', help: 'Complete copies', samples: [{ value: holdings.files }] },
    { name: 'acorde_store_bytes', help: 'Bytes of complete copies', samples: [{ value: holdings.bytes }] },
    {
      name: 'acorde_store_quota_bytes',
      help: 'The most that own copies may take; 0 for no limit',
      samples: [{ value: holdings.quotaBytes ?? 0 }],
    },
    { name: 'acorde_records', help: 'Records kept for the ring', samples: [{ value: holdings.records }] },
    { name: 'acorde_entries', help: 'Entries that this peer shares', samples: [{ value: holdings.entries }] },
    { name: 'acorde_transfers_running', help: 'Running transfers', samples: [{ value: running.length }] },
    {
      name: 'acorde_scrub_lost_files_total',
      help: 'Copies that the scrub found wrong',
      type: 'counter',
      samples: [{ value: lostFilesEver }],
    },
    {
      name: 'acorde_scrub_end_time_seconds',
      help: 'Unix time at which the last whole scrub ended; 0 for never',
      samples: [{ value: endMs / 1000 }],
    },
  ];
}
