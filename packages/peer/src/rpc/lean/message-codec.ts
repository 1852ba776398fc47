// Messages to and from bytes. A message that only carries a piece of a file (a field `data`) is written as its few
// leading bytes and the piece itself, and read as a view: the general way would copy every byte of every file.

import { AcordeError } from '@acorde/protocol';
import {
  create,
  type DescField,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  ScalarType,
  toBinary,
} from '@bufbuild/protobuf';

type Fields = Record<string, unknown>;

interface DataField {
  /** The field's number and wire type, one byte. */
  readonly tag: number;
  read(message: Fields): Uint8Array | null;
  init(data: Uint8Array): Fields;
}

const LENGTH_DELIMITED = 2;
const dataFields = new WeakMap<DescMessage, DataField | { readonly tag: 0 }>();

/** The bytes of a message, in parts that belong one after the other. */
export function encodeMessage<Desc extends DescMessage>(
  desc: Desc,
  message: MessageInitShape<Desc>,
): Uint8Array[] {
  const data = dataFieldOf(desc)?.read(message as Fields);
  if (!data) return [toBinary(desc, create(desc, message))];
  return [encodeHead(dataFieldOf(desc)?.tag ?? 0, data.length), data];
}

/** Errors: INVALID_ARGUMENT. The message may keep a view of `bytes`. */
export function decodeMessage<Desc extends DescMessage>(desc: Desc, bytes: Uint8Array): MessageShape<Desc> {
  const field = dataFieldOf(desc);
  if (field && bytes[0] === field.tag) {
    const data = decodeOnly(bytes);
    if (data) return create(desc, field.init(data) as MessageInitShape<Desc>);
  }
  try {
    return fromBinary(desc, bytes);
  } catch (error) {
    throw new AcordeError('INVALID_ARGUMENT', `not a ${desc.typeName}`, { cause: error });
  }
}

function dataFieldOf(desc: DescMessage): DataField | null {
  let found = dataFields.get(desc);
  if (!found) {
    found = describeDataField(desc) ?? { tag: 0 };
    dataFields.set(desc, found);
  }
  return 'read' in found ? found : null;
}

/** A field `data` of bytes that is alone in its message, or in the one group of which a message has one part. */
function describeDataField(desc: DescMessage): DataField | null {
  const field = desc.fields.find(isData);
  if (!field || field.number > 15) return null;
  const tag = (field.number << 3) | LENGTH_DELIMITED;
  const { localName, oneof } = field;
  if (!oneof) {
    if (desc.fields.length > 1) return null;
    return {
      tag,
      read: (message) => bytesOrNull(message[localName]),
      init: (data) => ({ [localName]: data }),
    };
  }
  if (desc.oneofs.length > 1 || desc.fields.some((other) => other.oneof !== oneof)) return null;
  return {
    tag,
    read(message) {
      const part = message[oneof.localName] as { case?: string; value?: unknown } | undefined;
      return part?.case === localName ? bytesOrNull(part.value) : null;
    },
    init: (value) => ({ [oneof.localName]: { case: localName, value } }),
  };
}

function isData(field: DescField): boolean {
  return field.name === 'data' && field.fieldKind === 'scalar' && field.scalar === ScalarType.BYTES;
}

function bytesOrNull(value: unknown): Uint8Array | null {
  return value instanceof Uint8Array ? value : null;
}

function encodeHead(tag: number, length: number): Uint8Array {
  const head = [tag];
  let rest = length;
  while (rest > 0x7f) {
    head.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  head.push(rest);
  return new Uint8Array(head);
}

/** The value of the one field that fills the whole message; null when there is more, or less. */
function decodeOnly(bytes: Uint8Array): Uint8Array | null {
  let length = 0;
  for (let position = 1, shift = 0; position < bytes.length && shift <= 28; position += 1, shift += 7) {
    const byte = bytes[position] ?? 0;
    length += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return position + 1 + length === bytes.length ? bytes.subarray(position + 1) : null;
  }
  return null;
}
