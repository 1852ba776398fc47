// `npm run bench -- NAME`: measurements on this machine. Each prints a table with what was measured and how; nothing here
// is asserted, because figures belong to the machine that they were taken on.
import { benchDashboard } from './dashboard.ts';
import { benchEvents } from './events.ts';
import { benchFleet } from './fleet.ts';
import { benchRecovery } from './recovery.ts';
import { benchRing } from './ring.ts';
import { benchRivals } from './rivals.ts';
import { benchRoutes } from './routes.ts';
import { benchSmall } from './small.ts';
import { benchSwarm } from './swarm.ts';
import { benchTransfer } from './transfer.ts';

const BENCHES: Record<string, (args: readonly string[]) => Promise<void>> = {
  dashboard: benchDashboard,
  events: benchEvents,
  fleet: benchFleet,
  small: benchSmall,
  swarm: benchSwarm,
  recovery: benchRecovery,
  rivals: benchRivals,
  ring: benchRing,
  routes: benchRoutes,
  transfer: benchTransfer,
};

const [name = '', ...args] = process.argv.slice(2);
const bench = BENCHES[name];
if (!bench) {
  process.stderr.write(`Usage: npm run bench -- NAME\n  ${Object.keys(BENCHES).join('\n  ')}\n`);
  process.exit(2);
}
await bench(args);
process.exit(0);
