import type { ChordEvent } from '@acorde/chord';
import { contactsOf, type Membership } from '../membership/membership.ts';
import type { Data } from './data.ts';
import type { RingHost } from './ring-host.ts';

/** What one part learns of a peer's life or of the ring, the others hear of. */
export function connectRing({
  host,
  membership,
  data,
}: {
  host: RingHost;
  membership: Membership;
  data: Data;
}): void {
  host.onEvent((event: ChordEvent) => {
    if (event.type === 'member_failed') membership.failed(event.contact.peerId);
    if (event.type === 'left') return;
    data.records.placement.invalidate();
    data.maintain.ringChanged();
    data.holders.look();
  });
  membership.onChange(({ peer }) => {
    if (peer.state === 'failed' || peer.state === 'leaving') {
      host.forget(peer.memberIds);
      data.holders.look();
    } else host.learn(contactsOf(peer));
  });
}
