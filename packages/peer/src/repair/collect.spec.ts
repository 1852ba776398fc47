import { AcordeError } from '@acorde/protocol';
import { describe, expect, it } from 'vitest';
import { createManualSystem } from '../../test/records/manual-system.ts';
import { entryFields, manifestOf } from '../../test/records/samples.ts';
import type { Entry, FileFacts, FileId, HolderFact, SignedRecord } from '../records/record.ts';
import type { Holding } from '../store/store.ts';
import { createCollect } from './collect.ts';

const { fileId, size, root } = manifestOf('a');
const COPY: Holding = { fileId, size, root, sha256: root, place: 'blob', createTimeMs: 0 };
const GRACE_MS = 60_000;

/** One copy, and a ring that answers what the test says. */
function setUp(answers: { entries?: readonly Entry[]; unreachable?: boolean } = {}) {
  const system = createManualSystem();
  const copies = new Map<FileId, Holding>([[fileId, COPY]]);
  const announced: Omit<HolderFact, 'peerId'>[] = [];
  const hooks = { onAnnounce: () => {} };
  const own: { entry: Entry; record: SignedRecord }[] = [];
  const collect = createCollect({
    system,
    log: { warn: () => {} },
    graceMs: GRACE_MS,
    holdings: {
      get: (id) => copies.get(id) ?? null,
      list: () => copies.values(),
      async remove(id, seen) {
        if (copies.get(id) === seen) copies.delete(id);
      },
    },
    parts: {
      records: {
        signHolder: (fact: Omit<HolderFact, 'peerId'>) => fact as never,
        async publish([fact]: readonly never[]) {
          announced.push(fact as never);
          hooks.onAnnounce();
        },
        published: { ofFile: () => own },
      } as never,
      async factsFromAll(id): Promise<FileFacts> {
        if (answers.unreachable) throw new AcordeError('PEER_UNREACHABLE', '2 of 3 answer');
        return { fileId: id, manifest: null, holders: [], entries: answers.entries ?? [] };
      },
    },
  });
  collect.start();
  collect.seen(fileId, false);
  return { system, copies, announced, hooks, own, collect };
}

const entry = { ...entryFields('a'), entryId: 'e', peerId: 'p' } as unknown as Entry;

describe('a copy that no entry needs', () => {
  it('is withdrawn, then removed, when the grace is over', async () => {
    const { system, copies, announced } = setUp();
    await system.advance(GRACE_MS - 1_000);
    expect([copies.size, announced.length]).toEqual([1, 0]);
    await system.advance(GRACE_MS);
    expect(copies.size).toBe(0);
    expect(announced).toEqual([{ fileId, complete: false, shared: false, gone: true }]);
  });

  it('is not even withdrawn when a keeper knows an entry, or one cannot be asked', async () => {
    for (const answers of [{ entries: [entry] }, { unreachable: true }]) {
      const { system, copies, announced } = setUp(answers);
      await system.advance(10 * GRACE_MS);
      expect([copies.size, announced.length]).toEqual([1, 0]);
    }
  });

  it('is not withdrawn when this peer shares it itself', async () => {
    const { system, copies, announced, own } = setUp();
    own.push({ entry, record: {} as SignedRecord });
    await system.advance(10 * GRACE_MS);
    expect([copies.size, announced.length]).toEqual([1, 0]);
  });

  it('stays, and is announced again, when an entry appears while it is withdrawn', async () => {
    const answers: { entries?: readonly Entry[] } = {};
    const { system, copies, announced, hooks } = setUp(answers);
    hooks.onAnnounce = () => {
      answers.entries = [entry];
    };
    await system.advance(2 * GRACE_MS);
    expect(copies.size).toBe(1);
    expect(announced.map(({ gone }) => gone)).toEqual([true, false]);
  });

  it('stays when it is stored again while it is withdrawn', async () => {
    const { system, copies, announced, hooks } = setUp();
    hooks.onAnnounce = () => void copies.set(fileId, { ...COPY, createTimeMs: system.nowMs() });
    await system.advance(2 * GRACE_MS);
    expect(copies.size).toBe(1);
    expect(announced.map(({ gone }) => gone)).toEqual([true, false]);
  });

  it('is forgotten when it turns out to be needed', async () => {
    const { system, copies, collect } = setUp();
    await system.advance(GRACE_MS / 2);
    collect.seen(fileId, true);
    await system.advance(10 * GRACE_MS);
    expect(copies.size).toBe(1);
  });

  it('is left alone in a shared folder', async () => {
    const { system, copies, announced } = setUp();
    copies.set(fileId, { ...COPY, place: 'shared' });
    await system.advance(10 * GRACE_MS);
    expect([copies.size, announced.length]).toEqual([1, 0]);
  });
});
