import type { RestApp } from './rest-app.ts';
import type { RouteDeps } from './route-deps.ts';
import { deleteEntryRoute } from './routes/delete-entry.ts';
import { deleteFileRoute } from './routes/delete-file.ts';
import { drainRoute } from './routes/drain.ts';
import { entryRoute } from './routes/entry.ts';
import { fileRoute } from './routes/file.ts';
import { fileHoldersRoute } from './routes/file-holders.ts';
import { fileManifestRoute } from './routes/file-manifest.ts';
import { fileStatRoute } from './routes/file-stat.ts';
import { findFilesRoute } from './routes/find-files.ts';
import { limitsRoute } from './routes/limits.ts';
import { metricsRoute } from './routes/metrics.ts';
import { networkTokensRoute } from './routes/network-tokens.ts';
import { peersRoute } from './routes/peers.ts';
import { pinFileRoute } from './routes/pin-file.ts';
import { probesRoute } from './routes/probes.ts';
import { putFileRoute } from './routes/put-file.ts';
import { renameEntryRoute } from './routes/rename-entry.ts';
import { ringRoute } from './routes/ring.ts';
import { ringLookupRoute } from './routes/ring-lookup.ts';
import { scrubRoute } from './routes/scrub.ts';
import { stateRoute } from './routes/state.ts';
import { transfersRoute } from './routes/transfers.ts';

const ROUTES: readonly ((app: RestApp, deps: RouteDeps) => void)[] = [
  putFileRoute,
  findFilesRoute,
  fileRoute,
  fileStatRoute,
  fileManifestRoute,
  fileHoldersRoute,
  pinFileRoute,
  deleteFileRoute,
  entryRoute,
  renameEntryRoute,
  deleteEntryRoute,
  transfersRoute,
  limitsRoute,
  ringRoute,
  ringLookupRoute,
  peersRoute,
  networkTokensRoute,
  stateRoute,
  scrubRoute,
  drainRoute,
  probesRoute,
  metricsRoute,
];

/** Puts every route on the app, in the order of the documentation. */
export function mountRoutes(app: RestApp, deps: RouteDeps): void {
  for (const route of ROUTES) route(app, deps);
}
