import { describe, expect, it } from 'vitest';
import { id, peer } from '../model/fixtures.ts';
import { membersOf } from '../model/members.ts';
import { ringLayout } from './layout.ts';
import { buildScene, type SceneInput } from './scene.ts';

const degrees = (radians: number) => (radians * 180) / Math.PI;
const near = (predecessor: string, ...successors: string[]) => ({
  predecessor: id(predecessor),
  successors: successors.map(id),
});
const at = (name: string, place: string, neighbors: ReturnType<typeof near>) => {
  const one = peer(name, place);
  return { ...one, members: [{ ...one.members[0]!, ...neighbors }] };
};
const elm = at('elm', '2', near('c', '8', 'c'));
const oak = at('oak', '8', near('2', 'c', '2'));
const ash = at('ash', 'c', near('8', '2', '8'));
const members = membersOf(new Map([elm, oak, ash].map((p) => [p.peerId, p])));

const scene = (change: Partial<SceneInput> = {}) =>
  buildScene({
    layout: ringLayout(1000, 700),
    members,
    selectedPeerId: null,
    hoveredId: null,
    fingers: [],
    file: null,
    trace: null,
    words: { predecessor: 'pred', owner: 'owner', start: 'start' },
    ...change,
  });

describe('the scene of the ring', () => {
  it('puts each member at its identifier, to a tenth of a degree', () => {
    expect(scene().members.map((m) => degrees(m.angle).toFixed(1))).toEqual(['45.0', '180.0', '270.0']);
  });

  it('marks the arc from the predecessor to the selected member, across zero', () => {
    const [range] = scene({ selectedPeerId: elm.peerId }).ranges;
    expect(degrees(range!.from)).toBeCloseTo(270);
    expect(degrees(range!.to)).toBeCloseTo(45);
  });

  it('numbers the successors and names the predecessor beside their labels', () => {
    const tags = Object.fromEntries(
      scene({ selectedPeerId: elm.peerId }).labels.map((label) => [label.name, label.tags]),
    );
    expect(tags).toEqual({ elm: [], oak: ['1'], ash: ['2', 'pred'] });
  });

  it('draws fingers of the selected only, and marks those that point at nobody', () => {
    const finger = (target: string) => ({
      memberId: elm.members[0]!.memberId,
      exponent: 255,
      targetId: id(target),
    });
    const { fingers } = scene({ fingers: [finger('8'), finger('9'), finger('2')] });
    expect(fingers.map((f) => f.stale)).toEqual([false, true]);
  });

  it('lights the copies of a file and the owner of its key', () => {
    const file = { fileId: id('5'), ownerId: id('8'), holders: new Map([[elm.peerId, 'complete' as const]]) };
    const { members: marks, key, labels } = scene({ file });
    expect(marks.map((m) => m.copy)).toEqual(['complete', null, null]);
    expect(degrees(key!.angle)).toBeCloseTo(112.5);
    expect(degrees(key!.ownerAngle!)).toBeCloseTo(180);
    expect(labels.find((label) => label.name === 'oak')?.tags).toEqual(['owner']);
  });

  it('draws one path per hop and leaves out a hop of a member to itself', () => {
    const hop = (index: number, fromId: string, toId: string) => ({
      index,
      fromId: id(fromId),
      toId: id(toId),
      failed: false,
    });
    const trace = {
      key: id('5'),
      startId: id('c'),
      ownerId: id('8'),
      hops: [hop(1, 'c', '2'), hop(2, '2', '8'), hop(3, '8', '8')],
    };
    expect(scene({ trace }).hops.map((h) => h.index)).toEqual([1, 2]);
  });

  it('is empty and whole without members', () => {
    expect(scene({ members: [] })).toMatchObject({ members: [], labels: [], ranges: [] });
  });
});
