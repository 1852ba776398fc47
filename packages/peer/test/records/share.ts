import type { Entry } from '../../src/records/record.ts';
import type { Cluster, Peer } from './cluster.ts';
import { entryFields, holderRecord, manifestOf, manifestRecord } from './samples.ts';

/** Publishes a file as a put does: manifest, holders and entry at once, then the peer's own index. */
export async function shareAt(
  cluster: Cluster,
  peer: Peer,
  name: string,
  content = name,
  holders: readonly Peer[] = [peer],
): Promise<Entry> {
  const { fileId } = manifestOf(content);
  const { entry, record } = peer.records.signEntry(entryFields(name, content));
  const copies = holders.map((holder) => holderRecord(holder, fileId));
  await cluster.system.run(peer.records.publish([manifestRecord(peer, content), ...copies, record]));
  await peer.database.commit(() => peer.records.published.add(entry, record));
  return entry;
}
