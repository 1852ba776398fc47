import { expect, test } from 'vitest';
import type { CloudEvent } from './cloud-event.ts';
import { bindingKeys, passes } from './tail-filter.ts';

const PEER = 'ab'.repeat(32);
const all = { types: [], peer: '', telemetry: false };
const event = (type: string) => ({ type: `acorde.v1.${type}`, peerid: PEER }) as CloudEvent;

test('binds to what is asked for, and to no telemetry unless it is', () => {
  const types = ['file.stored', 'peer.*', 'repair'];
  expect(bindingKeys({ ...all, types })).toEqual([
    'acorde.v1.file.stored.*',
    'acorde.v1.peer.#',
    'acorde.v1.repair.#',
  ]);
  expect(bindingKeys(all)).toContain('acorde.v1.file.#');
  expect(bindingKeys(all)).not.toContain('acorde.v1.#');
  expect(bindingKeys({ ...all, telemetry: true })).toEqual(['acorde.v1.#']);
});

test.each(['*', 'File', 'file.st*', 'a.b.c', ''])('"%s" is no type', (type) => {
  expect(() => bindingKeys({ ...all, types: [type] })).toThrow('is no type');
});

test('passes by type, by peer, and telemetry when it is wanted', () => {
  expect(passes(all, event('file.stored'))).toBe(true);
  expect(passes(all, event('lookup.hop'))).toBe(false);
  expect(passes({ ...all, telemetry: true }, event('lookup.hop'))).toBe(true);
  expect(passes({ ...all, types: ['lookup'] }, event('lookup.hop'))).toBe(true);
  expect(passes({ ...all, types: ['file.deleted'] }, event('file.stored'))).toBe(false);
  expect(passes({ ...all, peer: 'abab' }, event('file.stored'))).toBe(true);
  expect(passes({ ...all, peer: 'cd' }, event('file.stored'))).toBe(false);
});
