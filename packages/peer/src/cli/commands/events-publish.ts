// `acorde events publish`: an event from outside the peers, for scripts and to try a consumer.
import { createInterface } from 'node:readline';
import type { CliDeps } from '../cli-deps.ts';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-code.ts';
import type { EventsOptions } from './events.ts';

const DATA_BYTES_MAX = 256 * 1024;

export async function publishEvents(
  deps: CliDeps,
  options: EventsOptions,
  type: string,
  data: string | undefined,
): Promise<void> {
  const amqp = options.amqp ?? (deps.env.AMQP_URL || undefined);
  if (!amqp) throw new CliError(EXIT.usage, 'No RabbitMQ is named.', 'Give --amqp URL, or set AMQP_URL.');
  if (!/^[a-z]+\.[a-z]+$/.test(type))
    throw new CliError(EXIT.usage, `"${type}" is no type.`, 'Such as file.noted: entity and event.');
  const lines = data === undefined ? createInterface({ input: deps.stdin }) : [data];
  const published = await deps.actions.eventsPublish({ amqp, events: eventsOf(lines, type, deps) });
  const answer = { type: `acorde.v1.${type}`, published };
  deps.stdout.write(options.json ? `${JSON.stringify(answer)}\n` : `published ${published}\n`);
}

async function* eventsOf(lines: AsyncIterable<string> | readonly string[], type: string, deps: CliDeps) {
  const { system } = deps;
  for await (const line of lines) {
    if (line.trim() === '') continue;
    yield {
      specversion: '1.0',
      id: system.uuid(),
      source: 'urn:acorde:cli',
      type: `acorde.v1.${type}`,
      time: new Date(system.nowMs()).toISOString(),
      datacontenttype: 'application/json',
      data: objectOf(line),
    };
  }
}

function objectOf(text: string): object {
  if (text.length > DATA_BYTES_MAX)
    throw new CliError(EXIT.usage, `An event has at most ${DATA_BYTES_MAX} bytes of data.`);
  try {
    const data: unknown = JSON.parse(text);
    if (typeof data === 'object' && data !== null && !Array.isArray(data)) return data;
  } catch {
    // Told below, as any other text that is no object.
  }
  throw new CliError(EXIT.usage, `This is no JSON object: ${text.slice(0, 80)}`);
}
