import { type Command, InvalidArgumentError } from 'commander';
import type { CliDeps } from '../cli-deps.ts';
import type { GlobalOptions } from '../global-options.ts';
import { publishEvents } from './events-publish.ts';
import { tailEvents } from './events-tail.ts';

export interface EventsOptions extends GlobalOptions {
  readonly amqp?: string;
}

export interface TailOptions extends EventsOptions {
  readonly type?: readonly string[];
  readonly since?: number;
  readonly telemetry?: boolean;
  readonly count?: number;
}

/** `acorde events` */
export function addEventsCommands(program: Command, deps: CliDeps): void {
  const events = program.command('events').description('What happens in the network, as it happens');
  events
    .command('tail')
    .description('follow the events: at RabbitMQ, else at every peer of the network')
    .option('--amqp <url>', 'RabbitMQ (AMQP_URL)')
    .option('--type <type>', 'file.stored, or file.* for all of an entity; may be given again', collect)
    .option('--since <time>', 'begin then: 15m, 2h, or 2026-01-31T12:00:00Z', since(deps))
    .option('--telemetry', 'hops of lookups and progress of transfers too')
    .option('--count <n>', 'end after so many events', whole)
    .action((_options: object, command: Command) => tailEvents(deps, command.optsWithGlobals<TailOptions>()));
  events
    .command('publish')
    .description('publish an event to RabbitMQ, or one for each line of JSON on standard input')
    .argument('<type>', 'entity and event, such as file.noted')
    .argument('[data]', 'a JSON object; without it they are read from standard input')
    .option('--amqp <url>', 'RabbitMQ (AMQP_URL)')
    .action((type: string, data: string | undefined, _options: object, command: Command) =>
      publishEvents(deps, command.optsWithGlobals<EventsOptions>(), type, data),
    );
}

function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, ...text.split(',')];
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Unix milliseconds. */
function since({ system }: CliDeps): (text: string) => number {
  return (text) => {
    const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
    const timeMs =
      count === undefined ? Date.parse(text) : system.nowMs() - Number(count) * (UNIT_MS[unit] ?? 0);
    if (!Number.isNaN(timeMs)) return timeMs;
    throw new InvalidArgumentError('It must be like 15m, 2h or 2026-01-31T12:00:00Z.');
  };
}

function whole(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number from 1 on.');
}
