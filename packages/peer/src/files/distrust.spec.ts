import { beforeEach, describe, expect, it } from 'vitest';
import type { FileId, PeerId } from '../records/record.ts';
import { createDistrust, type Distrust, REMEMBERED_MS } from './distrust.ts';
import type { FileFact } from './ports.ts';
import { createManualSystem, type ManualSystem } from './testing/manual-system.ts';

const song = 'song' as FileId;
const elm = 'elm' as PeerId;

let system: ManualSystem;
let facts: FileFact[];
let distrust: Distrust;

beforeEach(() => {
  system = createManualSystem();
  facts = [];
  distrust = createDistrust({
    system,
    database: { commit: async (change) => change() },
    facts: { append: (fact) => facts.push(fact) },
    log: { info: () => undefined, warn: () => undefined },
  });
});

describe('a peer that sent wrong bytes', () => {
  it('is told of once and remembered for that file', () => {
    distrust.report(song, elm, 'chunk 3 is wrong');
    distrust.report(song, elm, 'chunk 4 is wrong');
    expect(facts).toEqual([
      { type: 'chunk_rejected', fileId: song, peerId: elm, reason: 'chunk 3 is wrong' },
    ]);
    expect(distrust.has(song, elm)).toBe(true);
    expect(distrust.has('other' as FileId, elm)).toBe(false);
    expect(distrust.has(song, 'oak' as PeerId)).toBe(false);
  });

  it('is forgotten after a while, and then told of anew', () => {
    distrust.report(song, elm, 'first');
    system.advance(REMEMBERED_MS);
    expect(distrust.has(song, elm)).toBe(false);
    distrust.report(song, elm, 'second');
    expect(facts).toHaveLength(2);
  });

  it('pushes the oldest out where there are too many', () => {
    distrust.report(song, elm, '');
    for (let i = 0; i < 1024; i += 1) distrust.report(`file ${i}` as FileId, elm, '');
    expect(distrust.has(song, elm)).toBe(false);
    expect(distrust.has('file 0' as FileId, elm)).toBe(true);
  });
});
