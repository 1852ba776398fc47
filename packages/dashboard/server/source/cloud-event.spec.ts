import { describe, expect, test } from 'vitest';
import { BODY_BYTES_MAX, eventFromCloudEvent } from './cloud-event.ts';

const PEER_ID = 'ab'.repeat(32);
const GOOD = {
  specversion: '1.0',
  id: `${PEER_ID}/7/3`,
  source: `urn:acorde:peer:${PEER_ID}`,
  type: 'acorde.v1.file.replicated',
  time: '2023-11-14T22:13:20.123Z',
  datacontenttype: 'application/json',
  peerid: PEER_ID,
  incarnation: '7',
  sequence: '3',
  data: { fileId: 'cd'.repeat(32), size: '5', repair: true },
};
const bodyOf = (value: unknown) => Buffer.from(JSON.stringify(value));

describe('a message from the broker', () => {
  test('is an event again', () => {
    expect(eventFromCloudEvent(bodyOf(GOOD))).toMatchObject({
      peerId: PEER_ID,
      incarnation: 7n,
      seq: 3n,
      fact: { case: 'fileReplicated', value: { size: 5n, repair: true } },
    });
  });

  test.each<[string, unknown]>([
    ['no JSON object', 'hello'],
    ['null', null],
    ['another version of CloudEvents', { ...GOOD, specversion: '0.3' }],
    ['an unknown version of the events', { ...GOOD, type: 'acorde.v2.file.replicated' }],
    ['an unknown event', { ...GOOD, type: 'acorde.v1.file.painted' }],
    ['a field of the envelope as its fact', { ...GOOD, type: 'acorde.v1.peer.id' }],
    ['a foreign sender', { ...GOOD, peerid: 'me' }],
    ['a number that is none', { ...GOOD, sequence: '-1' }],
    ['data of another shape', { ...GOOD, data: { fileId: 5 } }],
    ['fields that nobody knows', { ...GOOD, data: { painted: true } }],
    ['a time that is none', { ...GOOD, time: 'yesterday' }],
  ])('that has %s is refused', (_name, value) => {
    expect(() => eventFromCloudEvent(bodyOf(value))).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
  });

  test('that is no JSON, or too large, is refused', () => {
    expect(() => eventFromCloudEvent(Buffer.from('{'))).toThrow('no event');
    expect(() => eventFromCloudEvent(Buffer.alloc(BODY_BYTES_MAX + 1))).toThrow('bytes');
  });
});
