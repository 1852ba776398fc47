// Addresses come from other peers, so they could point this process at things that are not peers: the cloud's
// metadata service, link-local devices, a multicast group. Those are refused, as text and again when a name has been
// resolved. Loopback and private networks are allowed: that is where peers live.
import { lookup as resolveName } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { AcordeError } from '@acorde/protocol';

const ADDRESS_CHARS_MAX = 300;
const METADATA_NAMES = new Set(['metadata.google.internal', 'metadata', 'instance-data']);

export interface HostPort {
  /** A name, an IPv4 address, or an IPv6 address without brackets. */
  readonly host: string;
  readonly port: number;
}

/** Takes HOST:PORT apart. Errors: INVALID_ARGUMENT when it is malformed or refused. */
export function parsePeerAddress(address: string): HostPort {
  const match = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):(\d{1,5})$/.exec(address);
  const port = Number(match?.[2]);
  if (!match?.[1] || address.length > ADDRESS_CHARS_MAX || port < 1 || port > 65_535) {
    throw new AcordeError('INVALID_ARGUMENT', 'an address must be HOST:PORT');
  }
  const host = canonicalHost(match[1]);
  if (METADATA_NAMES.has(host.replace(/\.$/, '')) || isRefusedIp(host)) {
    throw new AcordeError('INVALID_ARGUMENT', `no peer can live at ${address}`);
  }
  return { host, port };
}

/** Resolves a name for a connection, and refuses what parsePeerAddress would refuse. */
export const resolvePeerName: LookupFunction = (hostname, options, callback) => {
  resolveName(hostname, { ...options, all: true }, (error, found) => {
    if (error) return callback(error, '');
    const allowed = found.filter(({ address }) => !isRefusedIp(address));
    const first = allowed[0];
    if (!first) return callback(new Error(`${hostname} leads to an address where no peer can live`), '');
    if (options.all) return callback(null, allowed);
    callback(null, first.address, first.family);
  });
};

const REFUSED = new BlockList();
REFUSED.addSubnet('0.0.0.0', 8, 'ipv4'); // this network
REFUSED.addSubnet('169.254.0.0', 16, 'ipv4'); // link-local, and most clouds' metadata
REFUSED.addAddress('100.100.100.200', 'ipv4'); // metadata of one cloud
REFUSED.addSubnet('224.0.0.0', 4, 'ipv4'); // multicast
REFUSED.addSubnet('240.0.0.0', 4, 'ipv4'); // reserved, broadcast
REFUSED.addAddress('::', 'ipv6');
REFUSED.addSubnet('fe80::', 10, 'ipv6'); // link-local
REFUSED.addSubnet('ff00::', 8, 'ipv6'); // multicast
REFUSED.addAddress('fd00:ec2::254', 'ipv6'); // metadata of one cloud

function isRefusedIp(host: string): boolean {
  const family = isIP(host);
  return family !== 0 && REFUSED.check(host, family === 4 ? 'ipv4' : 'ipv6');
}

/** One spelling: `0x7f.1` and `2130706433` are 127.0.0.1 to the resolver, so they are here. */
function canonicalHost(host: string): string {
  if (!URL.canParse(`http://${host}/`))
    throw new AcordeError('INVALID_ARGUMENT', 'an address must be HOST:PORT');
  return new URL(`http://${host}/`).hostname.replace(/^\[|\]$/g, '');
}
