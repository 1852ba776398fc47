import { describe, expect, it } from 'vitest';
import { certificateOf, signerNamed, testAdmins, versionsOf } from '../../test/records/identities.ts';
import {
  type Author,
  entryIn,
  entryRecord,
  holderRecord,
  manifestOf,
  manifestRecord,
  tombstoneRecord,
} from '../../test/records/samples.ts';
import { encodeManifest } from './bodies.ts';
import { createPublicKeys } from './public-key.ts';
import type { SignedRecord } from './record.ts';
import { signRecord } from './sign.ts';
import { createVerifier } from './verify.ts';

const author = (name: string): Author => ({ signer: signerNamed(name), versions: versionsOf(1) });
const ana = author('ana');
const eve = author('eve');
const verifier = createVerifier({ keys: createPublicKeys(), admins: testAdmins });
const verify = (record: SignedRecord) => verifier.verify(record).says;
const refusal = (code: string) => expect.objectContaining({ code });
const record = entryRecord(ana, 'acta.txt');
const entry = entryIn(record);

/** The record with one bit of a part turned. */
function flipped(part: 'body' | 'publicKey' | 'signature'): SignedRecord {
  const bytes = Uint8Array.from(record[part]);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  return { ...record, [part]: bytes };
}

describe('verification', () => {
  it('accepts what publishers may say', () => {
    const { fileId } = manifestOf('x');
    expect(verify(manifestRecord(eve, 'x'))).toMatchObject({ kind: 'manifest' });
    expect(verify(holderRecord(eve, fileId))).toMatchObject({ holder: { peerId: eve.signer.peerId } });
    expect(verify(record)).toMatchObject({ entry });
    expect(verify(tombstoneRecord(ana, entry))).toMatchObject({ tombstone: { entryId: entry.entryId } });
  });

  it('refuses one bit turned anywhere', () => {
    expect(() => verify(flipped('body'))).toThrow();
    expect(() => verify(flipped('publicKey'))).toThrow(refusal('FORBIDDEN'));
    expect(() => verify(flipped('signature'))).toThrow(refusal('FORBIDDEN'));
    const newer = { ...record, version: { incarnation: 2, counter: 1 } };
    expect(() => verify(newer)).toThrow(refusal('FORBIDDEN'));
    expect(() => verify({ ...record, kind: 'tombstone' })).toThrow();
  });

  it('refuses a record that differs by a bit from one that it knows', () => {
    verify(record);
    verify(record);
    expect(() => verify(flipped('signature'))).toThrow(refusal('FORBIDDEN'));
    expect(() => verify(flipped('publicKey'))).toThrow(refusal('FORBIDDEN'));
    expect(() => verify({ ...record, version: { incarnation: 1, counter: 99 } })).toThrow(
      refusal('FORBIDDEN'),
    );
  });

  it('takes what was signed here at its word, and only that', () => {
    const own = createVerifier({ keys: createPublicKeys(), admins: testAdmins });
    const wrong = { ...record, signature: new Uint8Array(64) };
    expect(own.trust(wrong)).toBe(wrong);
    expect(own.verify(wrong).says.kind).toBe('entry');
    expect(() => own.verify(flipped('signature'))).toThrow(refusal('FORBIDDEN'));
  });

  it.each([
    { incarnation: -1, counter: 1 },
    { incarnation: 1.5, counter: 1 },
    { incarnation: 2 ** 60, counter: 1 },
    { incarnation: 1, counter: Number.NaN },
  ])('refuses the version %j', (version) => {
    expect(() => verify({ ...record, version })).toThrow(refusal('INVALID_ARGUMENT'));
  });

  it('refuses a manifest whose file id does not follow from it', () => {
    const body = encodeManifest({ ...manifestOf('x'), size: 2 });
    expect(() => verify(signRecord('manifest', body, ana))).toThrow(refusal('INVALID_ARGUMENT'));
  });

  it('refuses an entry in the name of another peer', () => {
    const stolen = signRecord('entry', record.body, eve);
    expect(() => verify(stolen)).toThrow(refusal('FORBIDDEN'));
  });

  it('refuses a tombstone by anyone but publisher and admin', () => {
    expect(() => verify(tombstoneRecord(eve, entry))).toThrow(refusal('FORBIDDEN'));
    const certificate = certificateOf(eve.signer.publicKey);
    expect(verify(tombstoneRecord(eve, entry, certificate))).toMatchObject({ kind: 'tombstone' });
  });

  it("refuses an admin's certificate in another hand, and one that is none", () => {
    const stolen = certificateOf(ana.signer.publicKey);
    expect(() => verify(tombstoneRecord(eve, entry, stolen))).toThrow(refusal('FORBIDDEN'));
    expect(() => verify(tombstoneRecord(eve, entry, Buffer.from('paper')))).toThrow(refusal('FORBIDDEN'));
    expect(() => verify(tombstoneRecord(eve, entry, new Uint8Array(5000)))).toThrow(
      refusal('INVALID_ARGUMENT'),
    );
    const onEntry = { ...record, certificate: certificateOf(ana.signer.publicKey) };
    expect(() => verify(onEntry)).toThrow(refusal('INVALID_ARGUMENT'));
  });

  it('refuses keys that are not Ed25519', () => {
    const { fileId } = manifestOf('x');
    const holder = holderRecord(ana, fileId);
    for (const publicKey of [new Uint8Array(), new Uint8Array(44), ana.signer.publicKey.slice(0, 43)]) {
      expect(() => verify({ ...holder, publicKey })).toThrow(refusal('INVALID_ARGUMENT'));
    }
  });
});
