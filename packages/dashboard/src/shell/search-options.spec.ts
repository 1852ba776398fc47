import { expect, it } from 'vitest';
import { id, peer } from '../model/fixtures.ts';
import { searchOptions } from './search-options.ts';

const elm = peer('elm', '2');
const entry = {
  name: 'elmo.txt',
  fileId: id('a'),
  entryId: id('b'),
  size: 1,
  mediaType: '',
  sha256: '',
  peerId: '',
  createTimeMs: 0,
  shared: false,
};
const kinds = (text: string) =>
  searchOptions(text, [elm, peer('oak', '8')], [entry]).map((option) => option.kind);

it('offers peers, then files, then all files', () => {
  expect(kinds('elm')).toEqual(['peer', 'file', 'all']);
});

it('finds a peer by the head of its id or of its place', () => {
  expect(searchOptions('20', [elm], []).map((o) => o.kind)).toEqual(['peer', 'all']);
});

it('offers a lookup for a whole id', () => {
  expect(kinds(id('7'))).toEqual(['file', 'key', 'file-id']);
});

it('offers nothing for nothing', () => {
  expect(kinds('  ')).toEqual([]);
});
