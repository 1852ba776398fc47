import { type ChordEvent, ChordNode, type ChordParameters, type Contact, DEMO } from '../../src/index.ts';
import { contactAt } from './contact-at.ts';
import { SeededRandom } from './seeded-random.ts';
import { VirtualClock } from './virtual-clock.ts';
import { VirtualNetwork } from './virtual-network.ts';

/** A member as the test sees it: its node, and what it told. */
export interface Inhabitant {
  readonly contact: Contact;
  readonly node: ChordNode;
  readonly events: ChordEvent[];
}

/** Members on a virtual network; one seed decides everything. */
export class World {
  readonly random: SeededRandom;
  readonly clock = new VirtualClock();
  readonly network: VirtualNetwork;
  readonly parameters: ChordParameters;
  readonly #alive = new Map<string, Inhabitant>();

  constructor(seed = 1, parameters: ChordParameters = DEMO) {
    this.random = new SeededRandom(seed);
    this.network = new VirtualNetwork(this.clock, this.random);
    this.parameters = parameters;
  }

  /** Those alive, in the order of their start. */
  get alive(): Inhabitant[] {
    return [...this.#alive.values()];
  }

  /** Creates and starts a member; resolves the inhabitant at once, while it is still joining. */
  spawn(contact: Contact, known: readonly Contact[]): Inhabitant {
    const events: ChordEvent[] = [];
    const node = new ChordNode({
      self: contact,
      parameters: this.parameters,
      remote: this.network.remoteOf(contact),
      clock: this.clock,
      random: this.random,
      events: { emit: (event) => events.push(event) },
    });
    const inhabitant = { contact, node, events };
    this.network.host(contact.address, node);
    this.#alive.set(contact.memberId, inhabitant);
    node.start(known).catch(() => {});
    return inhabitant;
  }

  /** `kill -9`. */
  crash(inhabitant: Inhabitant): void {
    this.network.remove(inhabitant.contact.address);
    this.#alive.delete(inhabitant.contact.memberId);
    inhabitant.node.stop();
  }

  /** Leaves gracefully; the process ends once the hints are out. */
  async leave(inhabitant: Inhabitant): Promise<void> {
    const left = inhabitant.node.leave();
    this.#alive.delete(inhabitant.contact.memberId);
    let done = false;
    void left.then(() => {
      done = true;
    });
    await this.clock.until(() => done, 5_000);
    this.network.remove(inhabitant.contact.address);
  }

  /** A ring of `count` members, each started when the one before is up, all through the first. */
  async grow(count: number): Promise<Inhabitant[]> {
    const members: Inhabitant[] = [];
    for (let i = 0; i < count; i += 1) {
      const member = this.spawn(this.contact(i), members[0] ? [members[0].contact] : []);
      members.push(member);
      await this.clock.until(() => member.node.snapshot().joined, 5_000);
    }
    return members;
  }

  /** The contact of the nth member; places on the circle are scattered by the seed. */
  contact(n: number, incarnation = 1): Contact {
    return contactAt(scatter(n), `host-${n}`, incarnation);
  }
}

// A hash for tests: scatters small numbers over the circle.
function scatter(n: number): string {
  const random = new SeededRandom(n * 7919 + 17);
  return Array.from({ length: 8 }, () =>
    Math.floor(random.next() * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('');
}
