import type { System } from '../system.ts';
import type { RestDeps } from './ports.ts';

/** What the routes are made of. */
export interface RouteDeps extends RestDeps {
  readonly system: System;
  /** The largest body of an upload, bytes. */
  readonly uploadBytesMax: number;
}
