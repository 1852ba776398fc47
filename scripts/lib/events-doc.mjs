// docs/reference/events.md: the prose of events.template.md around a table that is made from the proto file, so that the
// two cannot differ. The file is read as text, because the comments are what people want and no descriptor has them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const EVENTS_DOC = 'docs/reference/events.md';
const TEMPLATE = 'docs/reference/events.template.md';
const PROTO = 'proto/acorde/v1/event.proto';
const TELEMETRY_NUMBER_MIN = 40;

/** The text of the page. */
export function eventsDoc(root) {
  const events = eventsOf(readFileSync(join(root, PROTO), 'utf8'));
  const table = (telemetry) =>
    events
      .filter((event) => event.telemetry === telemetry)
      .map(section)
      .join('\n');
  return readFileSync(join(root, TEMPLATE), 'utf8')
    .replace('<!-- facts -->', table(false).trimEnd())
    .replace('<!-- telemetry -->', table(true).trimEnd());
}

function section({ type, message, text, fields }) {
  const rows = fields.map(({ name, type: of, text: about }) => `| \`${name}\` | ${of} | ${about} |`);
  const body = rows.length ? ['| field of `data` | type | |', '|---|---|---|', ...rows] : ['No data.'];
  return [`### \`acorde.v1.${type}\``, '', `${text} (proto: \`${message}\`)`, '', ...body, ''].join('\n');
}

function eventsOf(proto) {
  const messages = messagesOf(proto);
  const oneof = messages.get('Event').body.match(/oneof fact \{([^}]*)\}/)[1];
  return [...oneof.matchAll(/(\w+) (\w+) = (\d+);/g)].map(([, message, field, number]) => ({
    type: field.replace('_', '.'),
    message,
    telemetry: Number(number) >= TELEMETRY_NUMBER_MIN,
    text: messages.get(message).text,
    fields: fieldsOf(messages.get(message).body),
  }));
}

function messagesOf(proto) {
  const found = proto.matchAll(/((?:^\/\/ .*\n)*)^message (\w+) \{\n([\s\S]*?)^\}/gm);
  return new Map([...found].map(([, comment, name, body]) => [name, { text: plain(comment), body }]));
}

function fieldsOf(body) {
  const found = body.matchAll(/((?:^ {2}\/\/ .*\n)*)^ {2}(repeated )?([\w.]+) (\w+) = \d+;/gm);
  return [...found].map(([, comment, repeated, type, name]) => ({
    name: camel(name),
    type: `${repeated ? 'list of ' : ''}${jsonType(type)}`,
    text: plain(comment),
  }));
}

const JSON_TYPES = {
  string: 'string',
  bool: 'boolean',
  uint32: 'number',
  double: 'number',
  uint64: 'string of digits',
};

function jsonType(type) {
  return JSON_TYPES[type] ?? `\`${type.split('.').at(-1)}\``;
}

function plain(comment) {
  return comment
    .replace(/^ *\/\/ ?/gm, '')
    .trim()
    .replaceAll('\n', ' ');
}

function camel(name) {
  return name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
}
