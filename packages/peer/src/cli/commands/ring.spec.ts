import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFakeCli, type FakeCli, json, refused } from '../testing/fake-cli.ts';
import { hex } from '../testing/fake-network.ts';

let cli: FakeCli;
beforeEach(() => {
  cli = createFakeCli();
});
afterEach(() => cli.remove());

interface Place {
  readonly name: string;
  readonly memberId: string;
}

const contact = ({ name, memberId }: Place) => ({
  memberId,
  peerId: hex(name),
  index: 0,
  address: `${name}:1`,
  zone: '',
  incarnation: 1,
});

/** Peers in a ring; each knows its neighbours unless `change` says otherwise. */
function createRing(names: readonly string[], change: Record<string, object> = {}) {
  const places = names
    .map((name) => ({ name, memberId: hex(`member ${name}`) }))
    .sort((a, b) => (a.memberId < b.memberId ? -1 : 1));
  const at = (i: number) => contact(places[(i + places.length) % places.length] as Place);
  const members = new Map(
    places.map((place, i) => {
      const alone = places.length === 1;
      const member = {
        self: contact(place),
        predecessor: alone ? null : at(i - 1),
        successors: alone ? [] : [at(i + 1)],
        fingers: [],
        phase: 'up',
        ...change[place.name],
      };
      return [place.name, { ...member, members: [member] }];
    }),
  );
  const peers = places.map(({ name }) => ({ peerId: hex(name), name, api: `http://${name}`, state: 'up' }));
  return { places, members, peers };
}

function serve({ members, peers }: ReturnType<typeof createRing>, dead: readonly string[] = []) {
  cli.peer = ({ url }) => {
    if (dead.includes(url.host)) refused();
    return url.pathname === '/v1/peers' ? json({ peers }) : json(members.get(url.host));
  };
}

describe('ring status', () => {
  it.each([1, 2, 5])('finds a ring of %i ideal', async (count) => {
    const ring = createRing(Array.from({ length: count }, (_, i) => `p${i}`));
    serve(ring);
    const status = JSON.parse((await cli.run('ring', 'status', '--json')).stdout);
    expect(status).toMatchObject({ ideal: true, unasked: [], faults: [] });
    expect(status.members.map((member: { self: { memberId: string } }) => member.self.memberId)).toEqual(
      ring.places.map(({ memberId }) => memberId),
    );
    expect((await cli.run('ring', 'status')).stdout).toContain(
      `The ring is ideal: ${count} ${count === 1 ? 'member' : 'members'}.`,
    );
  });

  it('names the member that is wrong', async () => {
    const ring = createRing(['a', 'b', 'c']);
    const [first, , third] = ring.places as [Place, Place, Place];
    serve(createRing(['a', 'b', 'c'], { [first.name]: { successors: [contact(third)] } }));
    const { stdout } = await cli.run('ring', 'status');
    expect(stdout).toContain('The ring is not ideal');
    expect(stdout).toContain(
      `${first.memberId.slice(0, 8)} names ${third.memberId.slice(0, 8)} as its successor`,
    );
  });

  it('says which peers could not be asked, and judges nothing from half a ring', async () => {
    serve(createRing(['a', 'b', 'c']), ['b']);
    const status = JSON.parse((await cli.run('ring', 'status', '--json')).stdout);
    expect(status).toMatchObject({ ideal: null, unasked: [hex('b')] });
    expect(status.members).toHaveLength(2);
  });

  it('is not fooled by another peer at the same address', async () => {
    const ring = createRing(['a', 'b']);
    serve({ ...ring, peers: ring.peers.map((peer) => ({ ...peer, api: 'http://a' })) });
    expect(JSON.parse((await cli.run('ring', 'status', '--json')).stdout).unasked).toEqual([hex('b')]);
  });

  it('sees a member that is joining', async () => {
    serve(createRing(['a'], { a: { phase: 'joining' } }));
    expect((await cli.run('ring', 'status')).stdout).toContain('is joining');
  });
});

describe('ring lookup', () => {
  const key = hex('a key');
  const answer = {
    key,
    memberId: hex('owner'),
    peerId: hex('peer'),
    address: 'host:1',
    successors: [],
    hops: [
      {
        index: 1,
        attempt: 1,
        from: hex('me'),
        fromPeerId: hex('p'),
        to: hex('owner'),
        toPeerId: hex('q'),
        reason: 'finger 251',
        outcome: 'owner',
        ms: 1.25,
      },
    ],
    ms: 2.5,
  };
  beforeEach(() => {
    cli.peer = () => json(answer);
  });

  it('takes a key or a text', async () => {
    await cli.run('ring', 'lookup', key.toUpperCase(), '--routing', 'classic');
    expect(cli.requests.at(-1)?.url.search).toBe(`?key=${key}&routing=classic`);
    await cli.run('ring', 'lookup', '--name', 'a text');
    expect(cli.requests.at(-1)?.url.search).toBe('?name=a+text&routing=auto');
    expect((await cli.run('ring', 'lookup', key, '--name', 'x')).code).toBe(2);
  });

  it('shows the hops when asked for', async () => {
    const plain = (await cli.run('ring', 'lookup', key)).stdout;
    expect(plain).toContain(`member ${hex('owner')}`);
    expect(plain).not.toContain('finger 251');
    const traced = (await cli.run('ring', 'lookup', key, '--trace')).stdout;
    expect(traced).toMatch(
      new RegExp(`  1  ${hex('me').slice(0, 8)}  ${hex('owner').slice(0, 8)}  finger 251  owner    1.3`),
    );
    expect(JSON.parse((await cli.run('ring', 'lookup', key, '--json')).stdout)).toEqual(answer);
  });
});
