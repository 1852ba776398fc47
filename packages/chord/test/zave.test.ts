// A test for each rule that makes Chord correct, in the order of Zave, "How to Make Chord Correct" (2015), sections 3 to 5,
// and its model of 2016/17. One node stands in front of a scripted network, so that each reply is the test's own.
import { describe, expect, it } from 'vitest';
import {
  type ChordEvent,
  ChordNode,
  type Contact,
  DEMO,
  type Neighbors,
  type Remote,
  RemoteError,
} from '../src/index.ts';
import { contactAt } from './support/contact-at.ts';
import { SeededRandom } from './support/seeded-random.ts';
import { neighborsAt, places } from './support/test-member.ts';
import { VirtualClock } from './support/virtual-clock.ts';

type Answer = Neighbors | RemoteError['kind'] | (() => Promise<Neighbors>);

/** Node 10 with r = 3; `script` is what each place answers to getNeighbors, everybody else is unreachable. */
class Stage {
  readonly clock = new VirtualClock();
  readonly events: ChordEvent[] = [];
  readonly asked: string[] = [];
  readonly notified: string[] = [];
  readonly dead = new Set<string>();
  readonly script: Record<string, Answer> = {};
  readonly node: ChordNode;

  constructor() {
    this.node = new ChordNode({
      self: contactAt('10'),
      parameters: {
        ...DEMO,
        successorListLength: 3,
        mergeProbeIntervalMs: 1e9,
        fingerIntervalMinMs: 1e9,
        fingerIntervalMaxMs: 1e9,
      },
      clock: this.clock,
      random: new SeededRandom(1),
      events: { emit: (event) => this.events.push(event) },
      remote: this.#remote(),
    });
  }

  /** Joins behind 08, which gives 20 30 40 as its successors. */
  async join(): Promise<void> {
    this.script['08'] = neighborsAt('08', 'f0', ['20', '30', '40']);
    this.script['20'] = neighborsAt('20', '10', ['30', '40', '50']);
    const started = this.node.start([contactAt('08')]);
    await this.clock.advance(1);
    await started;
  }

  get successors(): string {
    return places(this.node.snapshot().successors);
  }

  get predecessor(): string | undefined {
    return this.node.snapshot().predecessor?.memberId.slice(0, 2);
  }

  #remote(): Remote {
    const check = (to: Contact) => {
      const place = to.memberId.slice(0, 2);
      if (this.dead.has(place)) throw new RemoteError('unreachable', 'dead');
      return place;
    };
    return {
      getNeighbors: async (to) => {
        const place = to.memberId.slice(0, 2);
        this.asked.push(place);
        const answer = this.script[check(to)] ?? 'unreachable';
        if (typeof answer === 'string') throw new RemoteError(answer, 'no');
        return typeof answer === 'function' ? answer() : answer;
      },
      lookupStep: async () => {
        throw new RemoteError('answered', 'not in this play');
      },
      notify: async (to) => void this.notified.push(check(to)),
      ping: async (to) => void check(to),
      leaving: async (to) => void check(to),
    };
  }
}

async function joined(): Promise<Stage> {
  const stage = new Stage();
  await stage.join();
  return stage;
}

describe('join (section 4)', () => {
  it('takes the whole list and the predecessor from one reply of the member before it', async () => {
    const stage = await joined();
    expect(stage.predecessor).toBe('08');
    expect(stage.successors).toBe('20 30 40');
    expect(stage.asked.filter((place) => place === '08')).toHaveLength(1);
  });

  it('does not take a place that is not its own', async () => {
    const stage = new Stage();
    stage.script['08'] = neighborsAt('08', 'f0', ['0c', '20', '30']);
    stage.script['0c'] = neighborsAt('0c', '08', ['20', '30', '40']);
    stage.script['20'] = neighborsAt('20', '10', ['30', '40', '50']);
    const started = stage.node.start([contactAt('08')]);
    await stage.clock.advance(1);
    await started;
    expect(stage.predecessor).toBe('0c');
  });
});

describe('stabilize (section 4)', () => {
  it('adopts the whole list of the first successor, and never merges it with its own', async () => {
    const stage = await joined();
    // 30 has left and 20 knows; an old tail kept here would still name it.
    stage.script['20'] = neighborsAt('20', '10', ['40', '60', '70']);
    await stage.clock.advance(2_000);
    expect(stage.successors).toBe('20 40 60');
  });

  it("adopts its successor's predecessor only when that one has answered itself", async () => {
    const stage = await joined();
    stage.script['20'] = neighborsAt('20', '18', ['30', '40', '50']);
    stage.dead.add('18');
    await stage.clock.advance(2_000);
    expect(stage.asked).toContain('18');
    expect(stage.successors).toBe('20 30 40');
    stage.dead.delete('18');
    stage.script['18'] = neighborsAt('18', '10', ['20', '30', '40']);
    stage.node.learn([contactAt('18', 'host-18', 2)]);
    await stage.clock.advance(3_000);
    expect(stage.successors).toBe('18 20 30');
  });

  it('does not ask a predecessor of its successor that does not lie between', async () => {
    const stage = await joined();
    stage.script['20'] = neighborsAt('20', '04', ['30', '40', '50']);
    await stage.clock.advance(2_000);
    expect(stage.asked).not.toContain('04');
  });

  it('drops a dead first successor, and takes the next that answers with its whole list', async () => {
    const stage = await joined();
    stage.dead.add('20');
    stage.script['30'] = neighborsAt('30', '10', ['40', '50', '60']);
    await stage.clock.advance(2_000);
    expect(stage.successors).toBe('30 40 50');
  });

  it('notifies its first successor at each turn', async () => {
    const stage = await joined();
    await stage.clock.advance(3_000);
    expect(stage.notified.filter((place) => place === '20').length).toBeGreaterThan(1);
  });

  it('keeps what it has when the successor cannot say now', async () => {
    const stage = await joined();
    stage.script['20'] = 'busy';
    await stage.clock.advance(2_000);
    expect(stage.successors).toBe('20 30 40');
  });

  it('changes nothing until a reply is there: what it tells before that is what it has', async () => {
    const stage = await joined();
    await stage.clock.advance(500);
    let answer = (_: Neighbors) => {};
    stage.script['20'] = () => new Promise((resolve) => (answer = resolve));
    await stage.clock.advance(1_500);
    expect(stage.successors).toBe('20 30 40');
    answer(neighborsAt('20', '10', ['40', '50', '60']));
    await stage.clock.advance(1);
    expect(stage.successors).toBe('20 40 50');
  });
});

describe('rectify (section 4)', () => {
  it('takes a nearer notifier at once', async () => {
    const stage = await joined();
    await stage.node.handleNotify(contactAt('0c'));
    expect(stage.predecessor).toBe('0c');
  });

  it('takes a farther one only when the old predecessor is dead', async () => {
    const stage = await joined();
    await stage.clock.advance(5_000);
    await stage.node.handleNotify(contactAt('04'));
    await stage.clock.advance(100);
    expect(stage.predecessor).toBe('08');
    stage.dead.add('08');
    await stage.clock.advance(5_000);
    await stage.node.handleNotify(contactAt('04'));
    await stage.clock.advance(100);
    expect(stage.predecessor).toBe('04');
  });

  it('never takes its own successor for the dead predecessor while others come after it', async () => {
    const stage = await joined();
    await stage.clock.advance(5_000);
    stage.dead.add('08');
    stage.node.suspect(contactAt('08').memberId);
    await stage.clock.advance(10);
    // A successor whose list has changed tells its predecessor so by a notify.
    await stage.node.handleNotify(contactAt('20'));
    await stage.node.handleNotify(contactAt('18'));
    await stage.clock.advance(10);
    expect(stage.predecessor).toBeUndefined();
    expect(stage.node.owns(contactAt('50').memberId)).toBe(false);
  });
});

describe('what is told of the state', () => {
  it('is told while no reply is awaited, and `busy` while one is that may change it', async () => {
    const stage = await joined();
    await stage.clock.advance(500);
    expect(stage.node.handleGetNeighbors().successors).toHaveLength(3);
    stage.script['20'] = () => new Promise(() => {});
    await stage.clock.advance(1_500);
    expect(() => stage.node.handleGetNeighbors()).toThrow(expect.objectContaining({ kind: 'busy' }));
    expect(() => stage.node.handlePing()).not.toThrow();
  });
});

describe('leave (section 3)', () => {
  it('is a hint: the neighbour looks, and takes nobody out of its list who answers', async () => {
    const stage = await joined();
    stage.node.handleLeaving(contactAt('30'));
    expect(stage.successors).toBe('20 30 40');
    await stage.clock.advance(3_000);
    expect(stage.successors).toBe('20 30 40');
  });
});

describe('a member that comes back with the same identity', () => {
  it('is the same member under a later incarnation, in the same place', async () => {
    const stage = await joined();
    const later = contactAt('30', 'elsewhere', 7);
    stage.node.learn([later]);
    expect(stage.node.snapshot().successors[1]).toEqual(later);
    stage.node.learn([contactAt('30', 'before', 3)]);
    expect(stage.node.snapshot().successors[1]).toEqual(later);
  });
});
