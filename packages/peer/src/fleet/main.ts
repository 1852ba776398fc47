import { runFleet } from './run-fleet.ts';

process.exit(await runFleet(process.argv.slice(2)));
