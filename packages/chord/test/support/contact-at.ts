import { type Contact, identifier } from '../../src/index.ts';

/** A contact at a place on the circle given by its leading hex digits. */
export function contactAt(place: string, address = `host-${place}`, incarnation = 1): Contact {
  const memberId = identifier(place.padEnd(64, '0'));
  return { memberId, peerId: memberId, index: 0, address, zone: '', incarnation };
}
