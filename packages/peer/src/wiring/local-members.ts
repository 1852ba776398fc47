// Members of one process call each other without a network: they share a fate anyway.
import { type ChordNode, type Contact, type Identifier, type Remote, RemoteError } from '@acorde/chord';

/** Calls to members hosted here go straight to them, all others by `remote`. */
export function withLocalMembers(
  remote: Remote,
  ownPeerId: string,
  hosted: (memberId: Identifier) => ChordNode | null,
): Remote {
  const isLocal = (to: Contact) => to.peerId === ownPeerId;
  async function local<T>(to: Contact, handle: (node: ChordNode) => T | Promise<T>): Promise<T> {
    // Like every other call it never answers within the turn that it was made in.
    await Promise.resolve();
    const node = hosted(to.memberId);
    if (!node) throw new RemoteError('not_member', 'this peer does not host that member any more');
    return handle(node);
  }
  return {
    getNeighbors: (to, options) =>
      isLocal(to) ? local(to, (node) => node.handleGetNeighbors()) : remote.getNeighbors(to, options),
    lookupStep: (to, request, options) =>
      isLocal(to)
        ? local(to, (node) => node.handleLookupStep(request))
        : remote.lookupStep(to, request, options),
    notify: (to, from, options) =>
      isLocal(to) ? local(to, (node) => node.handleNotify(from)) : remote.notify(to, from, options),
    ping: (to, options) => (isLocal(to) ? local(to, (node) => node.handlePing()) : remote.ping(to, options)),
    leaving: (to, from, options) =>
      isLocal(to) ? local(to, (node) => node.handleLeaving(from)) : remote.leaving(to, from, options),
  };
}
