import {
  type ChordEvent,
  type ChordParameters,
  type Contact,
  DEMO,
  type LookupStepReply,
  type LookupStepRequest,
  type Neighbors,
  type Remote,
  RemoteError,
} from '../../src/index.ts';
import { Member } from '../../src/operations/member.ts';
import { contactAt } from './contact-at.ts';
import { SeededRandom } from './seeded-random.ts';
import { VirtualClock } from './virtual-clock.ts';

/** What the others answer to one member; a member without an answer is unreachable, at once. */
export interface Answers {
  readonly neighbors?: (to: Contact) => Neighbors;
  readonly step?: (to: Contact, request: LookupStepRequest) => LookupStepReply;
  readonly ping?: (to: Contact) => void;
}

/** One member in front of a script instead of a network. */
export interface TestMember {
  readonly member: Member;
  readonly clock: VirtualClock;
  readonly events: ChordEvent[];
  /** `method place` of every call, in order; `place` is the first digits of the member called. */
  readonly calls: string[];
}

export function testMember(
  place: string,
  answers: Answers = {},
  changed: Partial<ChordParameters> = {},
): TestMember {
  const clock = new VirtualClock();
  const events: ChordEvent[] = [];
  const calls: string[] = [];
  const remote = scriptedRemote(answers, calls);
  const member = new Member({
    self: contactAt(place),
    parameters: { ...DEMO, ...changed },
    remote,
    clock,
    random: new SeededRandom(1),
    events: { emit: (event) => events.push(event) },
  });
  member.phase = 'up';
  return { member, clock, events, calls };
}

/** What a member with this ring around it answers; places clockwise, the member itself first. */
export function neighborsAt(
  place: string,
  predecessor: string | null,
  successors: readonly string[],
): Neighbors {
  return {
    member: contactAt(place),
    predecessor: predecessor === null ? null : contactAt(predecessor),
    successors: successors.map((successor) => contactAt(successor)),
  };
}

/** The first digits of each contact's place. */
export function places(contacts: readonly Contact[]): string {
  return contacts.map((contact) => contact.memberId.slice(0, 2)).join(' ');
}

function scriptedRemote(answers: Answers, calls: string[]): Remote {
  const answer = async <T>(method: string, to: Contact, reply: (() => T) | undefined): Promise<T> => {
    calls.push(`${method} ${to.memberId.slice(0, 2)}`);
    if (reply === undefined) throw new RemoteError('unreachable', 'nobody answers');
    return reply();
  };
  const { neighbors, step, ping } = answers;
  return {
    getNeighbors: (to) => answer('getNeighbors', to, neighbors && (() => neighbors(to))),
    lookupStep: (to, request) => answer('lookupStep', to, step && (() => step(to, request))),
    notify: (to) => answer('notify', to, () => {}),
    ping: (to) => answer('ping', to, ping && (() => ping(to))),
    leaving: (to) => answer('leaving', to, () => {}),
  };
}
