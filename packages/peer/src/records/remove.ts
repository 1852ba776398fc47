// Removing an entry: its publisher writes the tombstone; when the publisher is out of reach, a peer whose certificate
// carries the right `admin` signs in its place.
import { AcordeError } from '@acorde/protocol';
import { encodeTombstone } from './bodies.ts';
import { removes } from './keys.ts';
import type { AddressBook, RecordsRemote, RecordsServer, Signer, VersionSource } from './ports.ts';
import type { Publisher } from './publish.ts';
import type { Entry, SignedRecord } from './record.ts';
import { signRecord } from './sign.ts';
import type { Verifier } from './verify.ts';

export interface Remover {
  /** Errors: FORBIDDEN, and those of publishing. */
  remove(entry: Entry, signal?: AbortSignal): Promise<void>;
}

interface Deps {
  readonly server: RecordsServer;
  readonly remote: RecordsRemote;
  readonly addresses: AddressBook;
  readonly verifier: Verifier;
  readonly publisher: Publisher;
  readonly signer: Signer;
  readonly versions: VersionSource;
  readonly nowMs: () => number;
}

export function createRemover(deps: Deps): Remover {
  const { server, remote, addresses, signer } = deps;

  function sign(entry: Entry, certificate?: Uint8Array): SignedRecord {
    const { entryId, fileId, peerId } = entry;
    const body = encodeTombstone({ entryId, fileId, peerId, removeTimeMs: deps.nowMs() });
    return signRecord('tombstone', body, deps, certificate);
  }

  async function own(entry: Entry): Promise<SignedRecord> {
    try {
      return await server.remove(entry.entryId, entry.fileId);
    } catch (error) {
      // The ring knows an entry that this peer has forgotten; it is still the publisher.
      if (codeOf(error) === 'FILE_NOT_FOUND') return sign(entry);
      throw error;
    }
  }

  async function ofAnother(entry: Entry, signal: AbortSignal | undefined): Promise<SignedRecord> {
    try {
      return await fromPublisher(entry, signal);
    } catch (error) {
      if (codeOf(error) === 'CANCELLED') throw error;
      if (signer.adminCertificate) return sign(entry, signer.adminCertificate);
      const message = 'only its publisher may remove the entry, or an admin; the publisher does not answer';
      throw new AcordeError('FORBIDDEN', message, { cause: error });
    }
  }

  async function fromPublisher(entry: Entry, signal: AbortSignal | undefined): Promise<SignedRecord> {
    const address = addresses.addressOf(entry.peerId);
    if (!address) throw new AcordeError('PEER_UNREACHABLE', 'the publisher is not known here');
    const tombstone = await remote.remove(address, entry.entryId, entry.fileId, signal);
    const { says } = deps.verifier.verify(tombstone);
    if (says.kind === 'tombstone' && removes(says.tombstone, entry)) return tombstone;
    throw new AcordeError('INVALID_ARGUMENT', 'the publisher answered with another tombstone');
  }

  return {
    async remove(entry, signal) {
      const tombstone = await (entry.peerId === signer.peerId ? own(entry) : ofAnother(entry, signal));
      // The same checks as anywhere: a certificate that has lost its right is told here, not by every replica.
      deps.verifier.verify(tombstone);
      await deps.publisher.publish([tombstone], signal);
    },
  };
}

function codeOf(error: unknown): string | null {
  return error instanceof AcordeError ? error.code : null;
}
