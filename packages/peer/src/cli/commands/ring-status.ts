// Whether the ring is ideal, judged from outside: every peer that answers is asked for its members' neighbours, and each
// member must name the next one of all as its successor and the one before as its predecessor.
import type { ApiClient } from '../api-client.ts';
import type { MemberAnswer, PeerAnswer, RingAnswer } from '../api-types.ts';
import type { Context } from '../context.ts';
import { plain, shortId } from '../format.ts';
import { table } from '../table.ts';

const AT_ONCE_MAX = 16;

interface Status {
  /** Null when not every peer could be asked and nothing wrong was seen. */
  readonly ideal: boolean | null;
  readonly members: readonly MemberAnswer[];
  /** Peers that take part and could not be asked. */
  readonly unasked: readonly string[];
  readonly faults: readonly string[];
}

/** `acorde ring status` */
export async function ringStatus({ api, show }: Context): Promise<void> {
  const { peers } = await api.json<{ peers: PeerAnswer[] }>('/v1/peers');
  const present = peers.filter(({ state }) => state === 'up' || state === 'joining');
  const views = await askAll(api, present);
  const members = views
    .flatMap((view) => view ?? [])
    .sort((a, b) => (a.self.memberId < b.self.memberId ? -1 : 1));
  const unasked = present.filter((_, i) => !views[i]).map(({ peerId }) => peerId);
  const faults = faultsOf(members, unasked.length > 0);
  const status: Status = {
    ideal: faults.length > 0 ? false : unasked.length > 0 ? null : true,
    members,
    unasked,
    faults,
  };
  show(status, () => describe(status, peers));
}

async function askAll(
  api: ApiClient,
  peers: readonly PeerAnswer[],
): Promise<(readonly MemberAnswer[] | null)[]> {
  const views: (readonly MemberAnswer[] | null)[] = [];
  for (let at = 0; at < peers.length; at += AT_ONCE_MAX) {
    views.push(...(await Promise.all(peers.slice(at, at + AT_ONCE_MAX).map((peer) => ask(api, peer)))));
  }
  return views;
}

/** Null for a peer that does not answer, or where another one answers: loopback addresses of other machines. */
async function ask(
  api: ApiClient,
  { peerId, api: url }: PeerAnswer,
): Promise<readonly MemberAnswer[] | null> {
  if (url === '') return null;
  try {
    const { members } = await api.at(url).json<RingAnswer>('/v1/ring');
    return members.every(({ self }) => self.peerId === peerId) ? members : null;
  } catch {
    return null;
  }
}

/** With members missing only what they say of each other can be judged, so nothing is. */
function faultsOf(members: readonly MemberAnswer[], incomplete: boolean): string[] {
  const faults = members
    .filter(({ phase }) => phase !== 'up')
    .map(({ self, phase }) => `${shortId(self.memberId)} is ${phase}`);
  if (incomplete || members.length < 2) return faults;
  members.forEach((member, i) => {
    const next = members[(i + 1) % members.length];
    const before = members[(i + members.length - 1) % members.length];
    const [successor] = member.successors;
    if (successor?.memberId !== next?.self.memberId) faults.push(wrong(member, 'successor', successor, next));
    if (member.predecessor?.memberId !== before?.self.memberId) {
      faults.push(wrong(member, 'predecessor', member.predecessor, before));
    }
  });
  return faults;
}

function wrong(
  member: MemberAnswer,
  what: string,
  named: { memberId: string } | null | undefined,
  right: MemberAnswer | undefined,
) {
  const id = (memberId: string | undefined) => (memberId ? shortId(memberId) : 'nobody');
  return `${id(member.self.memberId)} names ${id(named?.memberId)} as its ${what}, not ${id(right?.self.memberId)}`;
}

function describe({ ideal, members, unasked, faults }: Status, peers: readonly PeerAnswer[]): string {
  const names = new Map(peers.map(({ peerId, name }) => [peerId, name]));
  const id = (contact: { memberId: string } | null | undefined) =>
    contact ? shortId(contact.memberId) : '-';
  const rows = members.map(({ self, predecessor, successors, fingers, phase }) => [
    shortId(self.memberId),
    plain(names.get(self.peerId) ?? shortId(self.peerId)),
    id(predecessor),
    id(successors[0]),
    successors.length,
    fingers.length,
    phase,
  ]);
  const heading = ['MEMBER', 'PEER', 'PREDECESSOR', 'SUCCESSOR', 'LIST', 'FINGERS', 'PHASE'];
  const verdict =
    ideal === true
      ? `The ring is ideal: ${members.length} ${members.length === 1 ? 'member' : 'members'}.`
      : ideal === null
        ? `${unasked.length} peers could not be asked: ${unasked.map(shortId).join(', ')}.`
        : `The ring is not ideal: ${faults.join('; ')}.`;
  return `${table([heading, ...rows])}\n${verdict}\n`;
}
