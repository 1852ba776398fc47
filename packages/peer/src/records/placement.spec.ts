import type { Contact, Identifier } from '@acorde/chord';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createManualSystem } from '../../test/records/manual-system.ts';
import { createPlacement } from './placement.ts';

// Short places keep the examples readable: two digits, filled up.
const place = (digits: string) => digits.padEnd(64, '0') as Identifier;
const digits = fc.integer({ min: 0, max: 255 }).map((n) => n.toString(16).padStart(2, '0'));

function member(at: string, peerId = `peer ${at}`): Contact {
  return { memberId: place(at), peerId, index: 0, address: '', zone: '', incarnation: 1 };
}

function ringOf(members: readonly Contact[]) {
  const sorted = members.toSorted((a, b) => (a.memberId < b.memberId ? -1 : 1));
  const asked: Identifier[] = [];
  return {
    asked,
    ring: {
      self: () => sorted[0] as Contact,
      ranges: () => [],
      async locate(key: Identifier) {
        asked.push(key);
        const at = Math.max(
          sorted.findIndex(({ memberId }) => memberId >= key),
          0,
        );
        const [owner, ...successors] = [...sorted.slice(at), ...sorted.slice(0, at)];
        return { owner: owner as Contact, successors };
      },
    },
  };
}

describe('placement', () => {
  it('names the peers that the ring names, whatever was asked before', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(digits, { minLength: 1, maxLength: 8 }),
        fc.array(digits, { maxLength: 40 }),
        async (places, keys) => {
          const { ring } = ringOf(places.map((at) => member(at)));
          const placement = createPlacement(ring, createManualSystem());
          for (const key of keys) {
            const { owner, successors } = await ring.locate(place(key));
            expect(await placement.peersOf(place(key))).toEqual([owner, ...successors]);
          }
        },
      ),
    );
  });

  it('asks the ring once for all keys of an arc', async () => {
    const { ring, asked } = ringOf([member('40'), member('80')]);
    const placement = createPlacement(ring, createManualSystem());
    for (const key of ['10', '20', '3f', '40']) await placement.peersOf(place(key));
    expect(asked).toEqual([place('10')]);
    await placement.peersOf(place('05'));
    await placement.peersOf(place('41'));
    expect(asked).toHaveLength(3);
  });

  it('asks again when asked to, when time has passed, and when the ring has changed', async () => {
    const { ring, asked } = ringOf([member('40')]);
    const system = createManualSystem();
    const placement = createPlacement(ring, system);
    await placement.peersOf(place('10'));
    await placement.peersOf(place('10'), { fresh: true });
    await system.advance(5_000);
    await placement.peersOf(place('10'));
    placement.invalidate();
    await placement.peersOf(place('10'));
    expect(asked).toHaveLength(4);
  });

  it('shares one question among callers at the same time', async () => {
    const { ring, asked } = ringOf([member('40')]);
    const placement = createPlacement(ring, createManualSystem());
    await Promise.all([placement.peersOf(place('10')), placement.peersOf(place('10'))]);
    expect(asked).toHaveLength(1);
  });

  it('names a peer with several members once', async () => {
    const { ring } = ringOf([member('10', 'a'), member('20', 'a'), member('30', 'b'), member('40', 'a')]);
    const placement = createPlacement(ring, createManualSystem());
    expect((await placement.peersOf(place('05'))).map(({ peerId }) => peerId)).toEqual(['a', 'b']);
  });
});
