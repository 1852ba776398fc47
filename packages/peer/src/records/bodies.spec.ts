import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeEntry,
  decodeHolder,
  decodeManifest,
  decodeTombstone,
  encodeEntry,
  encodeHolder,
  encodeManifest,
  encodeTombstone,
  entryIdOf,
} from './bodies.ts';
import { nameProblem } from './entry-name.ts';
import type { EntryId, FileId, PeerId } from './record.ts';

const hex = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('hex'));
const size = fc.integer({ min: 0, max: 2 ** 40 });
const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
  .map((text) => text.normalize('NFC'))
  .filter((text) => nameProblem(text) === null);
const entry = fc.record({
  ...{ name, size, sha256: hex, shared: fc.boolean() },
  fileId: hex.map((id) => id as FileId),
  mediaType: fc.constantFrom('text/plain', 'application/octet-stream'),
  peerId: hex.map((id) => id as PeerId),
  createTimeMs: fc.integer({ min: 0, max: 2 ** 50 }),
});

const invalid = expect.objectContaining({ code: 'INVALID_ARGUMENT' });
const id = 'ab'.repeat(32);
const sample = {
  ...{ name: 'a.txt', size: 1, sha256: id, shared: false, mediaType: 'text/plain', createTimeMs: 1 },
  ...{ fileId: id as FileId, peerId: id as PeerId },
};

describe('bodies', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(entry, (fields) => {
        const bytes = encodeEntry(fields);
        expect(decodeEntry(bytes)).toEqual({ ...fields, entryId: entryIdOf(bytes) });
      }),
    );
    fc.assert(
      fc.property(hex, size, hex, (fileId, bytes, root) => {
        const manifest = { fileId: fileId as FileId, size: bytes, root: Buffer.from(root, 'hex') };
        const decoded = decodeManifest(encodeManifest(manifest));
        expect({ ...decoded, root: Buffer.from(decoded.root) }).toEqual(manifest);
      }),
    );
    fc.assert(
      fc.property(hex, hex, hex, (entryId, fileId, peerId) => {
        const tombstone = {
          ...{ entryId: entryId as EntryId, fileId: fileId as FileId, peerId: peerId as PeerId },
          removeTimeMs: 7,
        };
        expect(decodeTombstone(encodeTombstone(tombstone))).toEqual(tombstone);
      }),
    );
  });

  it('of a holder speak for their publisher', () => {
    const bytes = encodeHolder({ fileId: id as FileId, complete: true, shared: false, gone: true });
    expect(decodeHolder(bytes, 'me' as PeerId)).toMatchObject({ peerId: 'me', complete: true, gone: true });
  });

  it('never decode to something else than an error, whatever the bytes', () => {
    const decoders = [
      decodeEntry,
      decodeManifest,
      decodeTombstone,
      (b: Uint8Array) => decodeHolder(b, 'me' as PeerId),
    ];
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(...decoders), (bytes, decode) => {
        try {
          decode(bytes);
        } catch (error) {
          expect(error).toEqual(invalid);
        }
      }),
    );
  });

  it.each([
    ['a cut', encodeEntry(sample).slice(0, -3)],
    ['a second encoding: a field twice', Buffer.concat([encodeEntry(sample), Uint8Array.of(0x18, 0x01)])],
    ['a second encoding: an unknown field', Buffer.concat([encodeEntry(sample), Uint8Array.of(0x78, 0x01)])],
    ['too many bytes', encodeEntry({ ...sample, name: 'n'.repeat(2000) })],
    ['a short id', encodeEntry({ ...sample, fileId: 'abcd' as FileId })],
    ['a name that is a path', encodeEntry({ ...sample, name: '../etc/passwd' })],
    ['no name', encodeEntry({ ...sample, name: '' })],
    ['no media type', encodeEntry({ ...sample, mediaType: '' })],
    ['a media type with a line end', encodeEntry({ ...sample, mediaType: 'text/plain\r\nX: y' })],
    ['more than 1 TiB', encodeEntry({ ...sample, size: 2 ** 40 + 1 })],
  ])('refuse %s', (_, bytes) => {
    expect(() => decodeEntry(bytes)).toThrow(invalid);
  });
});
