// `acorde network init`: makes a network in a folder that its registrars share: authority, signed document, write
// token, the gateway's certificate, and one for the peers' API listeners.
import { join } from 'node:path';
import { AcordeError } from '@acorde/protocol';
import { issueApiCertificate } from './identity/api-certificate.ts';
import { createNetwork, hasNetwork, issueGateway, openNetwork } from './identity/authority.ts';
import { hashWriteToken, loadOrCreateWriteToken } from './identity/write-token.ts';
import { realSystem } from './system.ts';

export interface NetworkInitFlags {
  readonly directory: string;
  /** Do nothing when the folder has a network, instead of failing. */
  readonly ifMissing: boolean;
  readonly replicas: number;
  readonly successors: number;
  readonly timing: string;
  /** Host names of the API certificate. */
  readonly apiHosts: readonly string[];
}

/** What was made, or was there. */
export interface NetworkSummary {
  readonly networkId: string;
  readonly directory: string;
  readonly tokenFile: string;
  readonly replicas: number;
  readonly writeQuorum: number;
  readonly successors: number;
  readonly timing: string;
}

/** Errors: INVALID_ARGUMENT. */
export async function initNetwork(flags: NetworkInitFlags): Promise<NetworkSummary> {
  const { directory } = flags;
  const tokenFile = join(directory, 'write-token');
  if (!hasNetwork(directory) || !flags.ifMissing) await create(flags, tokenFile);
  await issueGateway(directory, join(directory, 'gateway'), realSystem);
  await issueApiCertificate(directory, join(directory, 'api'), apiHostsOf(flags), realSystem);
  const { networkId, replicas, writeQuorum, successors, timing } = openNetwork(directory).document;
  return { networkId, directory, tokenFile, replicas, writeQuorum, successors, timing };
}

async function create(flags: NetworkInitFlags, tokenFile: string): Promise<void> {
  const { timing, replicas, successors } = flags;
  if (timing !== 'demo' && timing !== 'default') {
    throw new AcordeError('INVALID_ARGUMENT', `--timing is demo or default, not ${timing}`);
  }
  if (hasNetwork(flags.directory)) {
    throw new AcordeError(
      'INVALID_ARGUMENT',
      `${flags.directory} already has a network; --if-missing keeps it`,
    );
  }
  const token = loadOrCreateWriteToken(tokenFile, realSystem);
  const options = { replicas, writeQuorum: Math.min(2, replicas), successors, timing } as const;
  await createNetwork(flags.directory, { ...options, writeTokenHashes: [hashWriteToken(token)] }, realSystem);
}

function apiHostsOf({ apiHosts }: NetworkInitFlags): readonly string[] {
  return apiHosts.length > 0 ? apiHosts : ['localhost', '127.0.0.1'];
}

/** `acorde network issue`: key, certificate and authority for a gateway in a folder of its own. */
export async function issueRole(flags: {
  readonly directory: string;
  readonly out: string;
}): Promise<{ out: string }> {
  await issueGateway(flags.directory, flags.out, realSystem);
  return { out: flags.out };
}
